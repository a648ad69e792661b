# Arguments and results of calls are made and dropped at the same addresses.
#: places
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
def f(*a, **k): print(n(a), n(k), end=' '); return [n(a)]
for i in range(40):
    print(n(f(i, i)), n(f(x=i)), n(f(*[i, i], **{'y': i})), end=' ')
    g = lambda q: [q]
    print(n(g), n(g(i)), n(map(g, [i])), n(list(map(g, [i, i]))), end=' ')
