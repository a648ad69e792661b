a = 10
a = 20
b = a
print(b)
