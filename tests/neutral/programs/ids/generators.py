# Generators and coroutines use addresses again.
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
def g(k):
    for i in range(k): yield [i]
async def c(): return 1
for i in range(40):
    print(n(g(3)), [n(x) for x in g(3)], n(x for x in 'ab'), end=' ')
    k = c(); print(n(k), end=' '); k.close()
    h = g(2); print(n(next(h)), n(next(h)), n(h), end=' ')
