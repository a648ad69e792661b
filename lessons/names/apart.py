x = eval("123456")
y = eval("123456")
print(x == y)
print(x is y)
