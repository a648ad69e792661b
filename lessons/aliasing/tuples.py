parts = [1, 2]
x = tuple(parts)
y = tuple(parts)
print(x == y)
print(x is y)
