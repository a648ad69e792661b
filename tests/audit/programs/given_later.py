# Generators that properties and special methods give: no event tells of them before somebody goes on with one.
class Items:
    def __init__(self):
        self.v = [[1], [2]]
    @property
    def gen(self):
        yield self.v
        yield self
    def __iter__(self):
        for x in self.v:
            yield x
    def __getattr__(self, name):
        yield name
        yield self.v
    def __getitem__(self, i):
        yield i
        yield self
    def __add__(self, o):
        yield o
    async def co(self):
        return self.v
    @property
    def cop(self):
        return self.co()
    async def __aenter__(self):
        return self
    def __call__(self, x):
        yield x
    def __len__(self):
        return len(self.v)
    def __neg__(self):
        yield self.v
it = Items()
a = [it.v]
r = [x.gen for x in (it, it)]
s = [list(x.gen) for x in (it, it)]
t = [x.other for x in (it, it)]
u = [x[a] for x in (it, it)]
w = [x + a for x in (it, it)]
c = [x.cop for x in (it, it)]
d = [x(a) for x in (it, it)]
n = [-x for x in (it, it)]
k = [*it, *it]
l = [[*g] for g in (r, t, u, w, d, n)]
def f():
    r = [x.gen for x in (it, it)]
    for x in r[0]:
        y = x
    t = it.foo
    m = next(t), next(t)
    q = it[m]
    next(q)
    z = [next(q)]
    h = it + q
    o = next(h)
    b = -it
    return [r, t, q, z, h, o, b, next(b)]
g = f()
for x in c:
    x.close()
class E(Exception):
    def __init__(self, *a):
        super().__init__(*a)
        self.mine = self.args
e = E([1], [2])
e.args = e.mine + (e.mine,)
old = e.args
e.args = ()
b = e.with_traceback(None) is e
tb = [x.__traceback__ for x in (e, e)]
co = [x.__context__ for x in (e, e)]
class F:
    pass
def fn(): pass
names = [x.__code__ for x in (fn, fn)], [x.__dict__ for x in (F(), fn)], [x.__class__ for x in (F(), e)]
import types
sn = types.SimpleNamespace(a=[1])
q = [x.a for x in (sn, sn)], [x.__self__ for x in (it.co, it.co)], [x.gi_frame for x in (it.gen, it.gen)]
class MyList(list):
    pass
ml = MyList([[1], [2]])
q2 = [x.__class__ for x in (ml, ml)], [x.real for x in (1, 2)], [x.start for x in (range(1000, 2000), slice(it, ml))]
class K:
    def __init__(self, v): self.v = v
    def __iter__(self):
        yield self.v
    def __class_getitem__(cls, i):
        return [cls, i]
    def __reversed__(self):
        yield self
class M(type):
    def __getitem__(cls, i):
        yield i
    def __iter__(cls):
        yield cls
    def __call__(cls, *a):
        yield a
class N(metaclass=M): pass
def key(x):
    yield x
k = K([1])
a = [2]
r = [K[a] for x in (1, 2)]
s = [iter(x) for x in (k, k)]
t = [zip(x) for x in (k, k)]
u = [enumerate(x) for x in (k, k)]
v = [reversed(x) for x in (k, k)]
w = [N[x] for x in (a, a)]
x2 = [N(x) for x in (a, a)]
y = [list(map(key, [x])) for x in (a, a)]
z = [[*g] for g in s + u + v + w + x2]
def f():
    it = iter(k)
    q = [next(it)]
    m = [iter(o) for o in (k, k)]
    b = [N[x] for x in (a, a)]
    for o in k:
        c = o
    d, = k
    e = [*k, *k]
    h = list(k), tuple(k), {i for i in K(1)}
    j = a in k
    l = dict.fromkeys(K(3), a)
    return q, m, b, c, d, e, h, j, l
f()
class D:
    def __get__(self, o, t):
        yield o
class H:
    d = D()
h = H()
p = [x.d for x in (h, h)]
class I:
    def __init__(self): self.data = [[1]]
    def __getitem__(self, i): return (j for j in self.data)
    def __enter__(self): return self.data
    def __exit__(self, *a): return None
    def __len__(self): return len(self.data)
    @property
    def p(self): return (j for j in self.data)
    @classmethod
    def c(cls, x): yield x
    @staticmethod
    def s(x): yield x
    lam = lambda self: (yield self)
i = I()
g = [x[0] for x in (i, i)]
gg = [x.p for x in (i, i)]
c = [x.c(a) for x in (i, I)]
s2 = [x.s(a) for x in (i, I)]
la = [x.lam() for x in (i, i)]
done = [[*q] for q in g + gg + c + s2 + la]
for x in i[0]:
    with i as w2:
        w2.append(1) if len(w2) < 2 else None
