rows = [[1, 2], 5]
copy = rows[:]
copy[0].append(9)
print(rows)
