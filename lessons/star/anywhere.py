*begin, last = "abc"
print(begin, last)
one, *rest = [1]
print(rest)
