# Lists that are made of other lists' items within one line, and the tuple that zip gives again and again.
class N:
    pass
r = [N(), N()]
t = [N(), N()]
l = [[*g] for g in (r, t)]
m = [list(g) for g in (r, t)]
n = [tuple(g) for g in (r, t)]
o = [[q for q in g] for g in (r, t)]
p = [g + r for g in (r, t)]
p = [g[:] for g in (r, t)]
p = [g * 2 for g in (r, t)]
p = [(*g, 1) for g in (r, t)]
p = [[g, *g] for g in (r, t)]
p = [{**g} for g in ({1: r}, {2: t})]
p = [[*g.values()] for g in ({1: r}, {2: t})]
p = [{*g} for g in (r, t)]
p = [sorted(g, key=id) for g in (r, t)]
p = [max(g, key=id) for g in (r, t)]
p = [dict(zip(g, g)) for g in (r, t)]
p = [g.copy() for g in (r, t)]
p = [list(reversed(g)) for g in (r, t)]
p = [g[0] for g in (r, t)]
p = [(lambda: g) for g in (r, t)]
p = [f"{g}" for g in (r, t)]
p = [set(g) | set(r) for g in (r, t)]
p = [[*g, g[0]] for g in (r, t)]
p = [[*g, N()] for g in (r, t)]
p = [(*g, *g) for g in (r, t)]
p = [{'a': g, **{'b': g[0]}} for g in (r, t)]
p = [[[*g]] for g in (r, t)]
p = [([*g], [*g, *g]) for g in (r, t)]
class Keep:
    def __init__(self, *a, **k):
        self.a = a
    def put(self, x):
        self.b = x
        return self
p = [Keep(*g) for g in (r, t)]
p = [Keep([*g]).put([*g]) for g in (r, t)]
def f(g, h):
    o = Keep([*g])
    o.c = [*h]
    o.put([*g, *h]).d = [*h], {*g}
    u = [*o.a[0], *o.b]
    u[0] = [*u]
    u[1] = {**{'q': g}}
    u += [*g]
    u[-1:] = [*h]
    return u, [*g]
z = f(r, t)
def count():
    n = 0
    while True:
        yield [n]
        n += 1
g = count()
z = zip(g, [1, 2, 3])
for pair, n in z:
    pair.append(n)
