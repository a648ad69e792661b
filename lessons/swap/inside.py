def swap(a, b):
    a, b = b, a
    return a, b

print(swap(1, 2))
