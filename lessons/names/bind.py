a = 10
b = a
a = 20
print(b)
