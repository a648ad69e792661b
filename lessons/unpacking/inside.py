_C = (1, 2, 3)
a, b, c = _C
print(a)
