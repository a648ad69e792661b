t = (1, 2, 3)
first, *rest = t
print(rest)
