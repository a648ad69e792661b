# Descriptors that put a value in their own place, that delete themselves, and functions that become attributes.
class lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t=None):
        if o is None:
            return self
        v = o.__dict__[self.n] = self.f(o)
        return v
class once:
    def __init__(self): self.n = 0
    def __get__(self, o, t):
        self.n += 1
        if self.n == 3:
            del t.it
        elif self.n == 2:
            t.it2 = [self.n]
        return [self.n]
class C:
    @lazy
    def data(self): return [1]
    it = once()
    count = 0
    def bump(self):
        type(self).count += 1
        self.bump = lambda: self.__dict__.pop("bump") and "instance"
        return "class"
c = C()
for i in range(3):
    c.data.append(i)
    print(c.data, "data" in vars(c))
for i in range(4):
    try:
        print(c.it)
    except AttributeError as e:
        print(str(e)[-14:])
print(C.it2)
for i in range(4):
    print(c.bump(), C.count)
class Typed:
    def __set_name__(self, o, n): self.n = "_" + n
    def __get__(self, o, t): return getattr(o, self.n, self) if o is not None else self
    def __set__(self, o, v):
        old = getattr(o, self.n, None)
        setattr(o, self.n, [v, old])
    def __delete__(self, o):
        delattr(o, self.n)
class P:
    x = Typed()
    @property
    def y(self): return self.x
    @y.setter
    def y(self, v):
        self.x = v
        P.y = property(lambda s: ["replaced"])
p = P()
p.x = 1
p.x = 2
print(p.x)
p.y = 3
print(p.x, p.y)
del p.x
print(p.x is P.x, vars(p))
class G:
    def __getattribute__(self, n):
        if n.startswith("_"):
            return object.__getattribute__(self, n)
        self.__dict__[n] = [n]
        return self.__dict__[n]
g = G()
print(g.a, g.b, g.__dict__)
class Late: pass
l = Late()
l.v = [1]
for i in range(4):
    print(l.v)
    if i == 1:
        Late.v = property(lambda s: [s.__dict__["v"]])
    if i == 2:
        del Late.v
Late.__getattr__ = lambda s, n: [n]
print(l.missing)
Late.__setattr__ = lambda s, n, v: s.__dict__.__setitem__(n + "_", v)
l.q = [2]
print(vars(l))
