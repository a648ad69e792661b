numbers = iter([1, 2, 3, 4])
try:
    a, b = numbers
except ValueError:
    pass
print(list(numbers))
