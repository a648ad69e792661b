t = (1, 2), 3, 4
(a, b), *rest = t
print(rest)
