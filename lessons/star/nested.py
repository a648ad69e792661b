pairs = [(1, 2), (3, 4), (5, 6)]
(a, b), *rest = pairs
print(rest)
