from copy import deepcopy
rows = [[1, 2], 5]
deep = deepcopy(rows)
deep[0].append(9)
print(rows)
