# No step is ever taken.
a = 1
print(a
b = 2
