a = [1, 2, 3]
b = a.copy()
b.append(4)
print(a)
print(b)
