big = list(range(100000))


def work(n):
    for i in range(n):
        big.append(i)
        big.append(n)
        big.pop()
        big.pop()


work(5000)
