a, b, c = "x", "y", "z"
a, b, c = c, a, b
print(a, b, c)
