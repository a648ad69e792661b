a = frozenset()
b = frozenset()
print(a == b)
print(a is b)
