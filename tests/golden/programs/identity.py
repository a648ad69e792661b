a = ()
b = ()
c = []
d = []
print(a is b)
print(c is d)
c.append(1)
print([] is [])
