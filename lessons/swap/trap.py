x = [1, 2]
i = 0
i, x[i] = x[i], i
print(i, x)
