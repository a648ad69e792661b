arr = [0, 0]
i = 0
arr[i], i = 9, 1
print(arr)
