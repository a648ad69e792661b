def hanoi(n, a, b, c):
    if n == 0:
        return 0
    count = hanoi(n - 1, a, c, b)
    c.append(a.pop())
    return count + 1 + hanoi(n - 1, b, a, c)
for k in range(4):
    hanoi(9, list(range(9)), [], [])
