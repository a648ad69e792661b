def counter():
    n = 0
    def step(by):
        nonlocal n
        n += by
        return n
    return step
counters = [counter() for i in range(5)]
total = 0
for k in range(1000):
    for c in counters:
        total += c(k)
