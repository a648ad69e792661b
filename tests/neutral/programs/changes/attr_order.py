# Attributes deleted and added in another order, many at once, between methods that read them, so that caches change.
class C:
    def __init__(self):
        self.a = [1]; self.b = [2]; self.c = [3]
    def total(self):
        return self.a + self.b + self.c
    def rot(self):
        a = self.a
        del self.a
        self.a = a
        self.b, self.c = self.c, self.b
        return list(vars(self))
c, d = C(), C()
for i in range(6):
    print(c.rot(), c.total(), d.total())
    if i == 2:
        d.__dict__ = c.__dict__
    if i == 3:
        d.a.append(i)
    if i == 4:
        del c.b
        c.z = [0]
        c.b = c.z
for n in range(40):
    setattr(c, f"m{n}", [n])
    getattr(c, f"m{n // 2}").append(n)
print(len(vars(c)), c.m7)
for n in range(0, 40, 2):
    delattr(c, f"m{n}")
c.m0 = c.m1
print(list(vars(c))[:6], list(vars(c))[-1])
def read(o):
    return o.k
class X:
    pass
xs = []
for i in range(12):
    x = X()
    if i % 4 == 0:
        x.k = [i]
    elif i % 4 == 1:
        x.j = 0
        x.k = [i]
    elif i % 4 == 2:
        X.k = [i]
    else:
        x.j = 1
        x.h = 2
        x.k = [i]
        del x.j
    xs.append(x)
    read(x).append(x is not None)
print([read(x) for x in xs])
del X.k
print([hasattr(x, "k") for x in xs])
class Y:
    __slots__ = ("p", "__dict__")
y = Y()
for i in range(5):
    y.p = [i]
    y.q = y.p
    y.p.append(len(vars(y)))
    if i == 2:
        y.__dict__["p"] = "shadow"
        del y.p
        y.r = 1
    print(getattr(y, "p", None), y.q, vars(y))
m = type("Mod", (), {})()
m.f = lambda: [1]
m.f().append(2)
m.f.tag = m.f
print(m.f.tag is m.f)
import types
mod = types.SimpleNamespace(a=1)
mod.a = mod
mod.b = [mod.a]
del mod.a
print(mod.b[0] is mod, list(vars(mod)))
def fn(): fn.calls = getattr(fn, "calls", []) + [1]; return fn.calls
fn(); fn()
print(fn.calls, vars(fn))
