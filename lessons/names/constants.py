a = 10
b = 10
print(a is b)
c = 123456
d = 123456
print(c is d)
e = int("123456")
print(c is e)
