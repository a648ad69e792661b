items = [(i * 7919) % 101 for i in range(60)]
for k in range(8):
    data = list(items)
    n = len(data)
    for i in range(n):
        for j in range(n - i - 1):
            if data[j] > data[j + 1]:
                data[j], data[j + 1] = data[j + 1], data[j]
