arr = [0, 0]
i = 0
i, arr[i] = 1, 9
print(arr)
