# What zip gave before, in a tuple that it gives again, when names have let go of it since.
def counting(x):
    p = [x]
    yield p
    yield [x]
    yield p
d = {"a": [1], "b": [2], "c": [3]}
items = [[1], [2], [3]]
for p, q in d.items():
    q = 1
for p, q in enumerate(items):
    q = 1
for p, q in zip(items, items):
    p = q = 1
for p, q in enumerate(counting(1)):
    q = 1
for p, q in zip(counting(1), items):
    p = q = 1
for p, q in zip(items, counting(1)):
    p = q = 1
for p, q in enumerate(map(lambda x: x, items)):
    q = 1
for q in map(lambda x: x, items):
    q = 1
for p, q in zip(map(lambda x: x, items), map(lambda x: x, items)):
    p = q = 1
def f(items, d):
    for p, q in d.items():
        q = 1
    for p, q in enumerate(items):
        q = 1
    for p, q in zip(items, items):
        p = q = 1
    for p, q in enumerate(counting(1)):
        q = 1
    for p, q in zip(counting(1), items):
        p = q = 1
    for p, q in zip(items, counting(1)):
        p = q = 1
    for p, q in enumerate(map(lambda x: x, items)):
        q = 1
    for p, q in zip(map(lambda x: x, items), map(lambda x: x, items)):
        p = q = 1
f(items, d)


class It:
    def __init__(self):
        self.n = [3]
    def __iter__(self):
        return self
    def __next__(self):
        self.n[0] -= 1
        if self.n[0] < 0:
            raise StopIteration
        return self.n
for p, q in enumerate(It()):
    q = 1
for p, q in zip(It(), It()):
    q = p = 1
for p in enumerate(It()):
    p = 1
it = zip(counting(1), counting(2))
next(it)
p = next(it)
p = None
p = next(it)
it = enumerate(counting(1))
a, b = next(it)
a = b = 1
a, b = next(it)
[x for x in enumerate(counting(1))]
