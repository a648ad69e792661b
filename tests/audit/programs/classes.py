import weakref, gc, contextlib, enum, abc, types, dataclasses
class Meta(type):
    count = []
    def __new__(m, name, bases, ns, **kw):
        c = super().__new__(m, name, bases, ns)
        m.count.append(c)
        return c
    def __call__(c, *a):
        o = super().__call__(*a)
        c.last = o
        return o
    def __setattr__(c, k, v): super().__setattr__(k, v)
class Base(metaclass=Meta):
    shared = []
    def __init__(self, v): self.v = v; self.shared.append(self)
    def __getattr__(self, name):
        if name.startswith('dyn'): self.__dict__[name] = [name]; return self.__dict__[name]
        raise AttributeError(name)
class Sub(Base):
    __slots__ = ('s',)
    def __init__(self, v):
        super().__init__(v)
        self.s = [v]
b = Base(1)
s = Sub([2])
s.s.append(b)
b.dynx.append(s)
b.dyny = b.dynx
del b.dyny
Base.shared = []
Base.extra = b
del Base.extra
Sub.method = lambda self: self.s
r = s.method()
r.append(r)
r.pop()
class Desc:
    def __get__(self, o, t=None): return self if o is None else o.__dict__.setdefault('_d', [])
    def __set__(self, o, v): o.__dict__['_d'] = [v]
    def __delete__(self, o): del o.__dict__['_d']
    def __set_name__(self, o, n): self.name = n
class WithDesc:
    d = Desc()
    def __init__(self): self.log = []
    @property
    def p(self): self.log.append('g'); return self.log
    @p.setter
    def p(self, v): self.log.append(v)
    @classmethod
    def cm(cls): cls.made = cls(); return cls.made
    @staticmethod
    def sm(x): x.append(1)
w = WithDesc()
w.d.append(w)
w.d = s
del w.d
w.p = b
w.p.append(3)
WithDesc.cm().log.append(w)
WithDesc.sm(w.log)
class Sneaky:
    sink = []
    push = sink.append
    x = property(None, None)
Sneaky.sink2 = Sneaky.sink
o = Sneaky()
o.push(o)
Sneaky.push(3)
o.sink.append(o)
class Evil:
    log = []
    __lt__ = log.append
    y = property(lambda self: self.log, lambda self, v: self.log.append(v))
e = Evil()
e.y = 1
e.y = e
z = e.y
e < [1]
import collections
class PropC:
    target = []
PropC.prop = property(PropC.target.append, None)
pc = PropC()
pc.prop
pc.prop
class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = []
    def __setitem__(self, i, v): super().__setitem__(i, [v])
    def __iadd__(self, o): self.extend(o); return self
l = L([1, 2])
l[0] = b
l += [s]
l.append(l)
l.tag.append(l)
l.pop()
l.tag = None
class D(dict):
    def __missing__(self, k): self[k] = [k]; return self[k]
d = D()
d['a'].append(d)
d['b']
d.x = d['a']
del d['a']
d.y = d
del d.y
class S:
    __slots__ = ('a', 'b', '__weakref__')
q = S()
q.a = [1]
q.b = q
del q.b
q.a.append(q)
q.a = None
ref = weakref.ref(q, lambda r: l.append(r))
del q
ref2 = weakref.WeakValueDictionary()
tmp = S()
ref2['k'] = tmp
del tmp
class X: pass
class Y: pass
x = X()
x.z = [1]
x.__class__ = Y
x.__dict__ = {'n': [2]}
x.n.append(x)
x.m = x.__dict__
x.m['n'] = 3
del x.m
n = x.__dict__
n['more'] = [n]
x.more2 = 1
n.clear()
class Ctx:
    def __enter__(self): self.v = [self]; return self.v
    def __exit__(self, *a): self.v = a; return True
with Ctx() as c: c.append(1); raise ValueError(c)
with contextlib.suppress(KeyError): {}['a']
@contextlib.contextmanager
def cm(x):
    x.append('in')
    try: yield x
    finally: x.append('out')
with cm([b]) as c: c.append(2)
class Del:
    def __init__(self, l): self.l = l
    def __del__(self): self.l.append('gone')
dl = []
Del(dl)
t = Del(dl)
t = None
t = [Del(dl), Del(dl)]
t.pop()
t = None
cyc = Del(dl)
cyc.me = cyc
cyc = None
gc.collect()
for i in range(3):
    a = X()
    a.o = Y()
    a.o.o = a
    a.k = dl
del a
gc.collect()
class Color(enum.Enum):
    R = 1
    G = 2
col = Color.R
col2 = Color(2)
cn = Color['R'].name
class Ab(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
class Co(Ab):
    def f(self): return [self]
k = Co().f()
isinstance(k, Ab)
k[0].f().append(k)
@dataclasses.dataclass
class DC:
    a: list = dataclasses.field(default_factory=list)
    b: int = 0
dc = DC()
dc.a.append(dc)
dc2 = dataclasses.replace(dc, b=3)
dc == dc2
ns = types.SimpleNamespace(a=[1])
ns.b = ns
ns.a.append(ns)
del ns.b
M = type('M', (Base,), {'attr': [1]})
m = M(3)
m.attr.append(m)
M.attr = None
def deco(f):
    calls = []
    def inner(*a, **k):
        calls.append(a)
        return f(*a, **k)
    inner.calls = calls
    return inner
@deco
def fun(a, b=[], *c, d={}, **e):
    b.append(a)
    d[len(b)] = c
    return e
fun(1)
fun([2], [3], [4], d={}, z=[5])
fun(*[1, []], **{'q': b})
fun.calls.clear()
fun.attr = [1]
fun.attr.append(fun)
fun.__defaults__
fun.__dict__['zz'] = [1]
fun.zz.append(2)
def mk():
    n = 0
    lst = []
    def inc():
        nonlocal n, lst
        n += 1
        lst = lst + [n]
        return lst
    return inc, lambda: lst
inc, get = mk()
inc()
inc().append(get)
get().pop()
inc.__closure__[0].cell_contents
inc.__closure__[0].cell_contents = [b]
fs = [lambda i=i: i for i in range(3)] + [lambda: fs]
[f() for f in fs]
class Node:
    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt
    def __iter__(self):
        n = self
        while n: yield n; n = n.nxt
    def __len__(self): return sum(1 for _ in self)
    def __bool__(self): return True
    def __contains__(self, x): return any(n.v == x for n in self)
    def __getitem__(self, i): return list(self)[i]
    def __add__(self, o): return Node(self.v, o)
    def __iadd__(self, o): self.nxt = o; return self
    def __call__(self, *a): self.v = a; return self
    def __eq__(self, o): self.v = [o]; return self is o
    __hash__ = None
    def __str__(self): self.v = 'str'; return 's'
    def __format__(self, s): self.v = ['f']; return 'f'
    def __index__(self): self.v = ['i']; return 1
    def __neg__(self): self.v = ['n']; return self
h = Node([1], Node([2], Node(b)))
len(h)
[1] in h
h[1].v = 3
j = h + h
j += h
h(1, [2])
h == j
str(h)
f"{h} {j:>3}"
[1, 2, 3][h]
-h
print(h)
for nd in h:
    nd.v = [nd]
    if len(h) > 5: break
a, *rest = h
j = None
