a = ()
b = ()
print(a is b)
c = []
d = []
print(c is d)
