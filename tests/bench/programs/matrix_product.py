def product(a, b):
    n = len(a)
    result = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * b[k][j]
            result[i][j] = total
    return result
a = [[i * j % 7 for j in range(12)] for i in range(12)]
for k in range(6):
    product(a, a)
