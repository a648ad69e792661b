# What is made and dies in frames at several depths gets its addresses in the same pattern.
seen = {}
def n(x):
    return seen.setdefault(id(x), len(seen))
def f(d):
    a, b = [d], {'d': d}
    print(n(a), n(b), end=' ')
    if d:
        f(d - 1)
    del a
    c = [1]
    print(n(c), end=' ')
for i in range(10):
    f(i)
