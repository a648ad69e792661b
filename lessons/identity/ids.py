print(id([]) == id([]))
c = []
d = []
print(id(c) == id(d))
