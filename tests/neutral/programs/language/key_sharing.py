# Dictionaries of instances that share their keys, stop sharing them, get others in another order, and are looked at.
class P:
    def __init__(self, *names):
        for n in names:
            setattr(self, n, [n])
class Q:
    def __init__(self, i):
        if i % 2:
            self.x = [i]
            self.y = i
        else:
            self.y = [i]
            self.x = i
        if i % 5 == 0:
            self.__dict__
        if i % 3 == 0:
            del self.x
            self.x = {i}
        if i == 7:
            self.__dict__[7] = "no name"
        if i == 11:
            self.__dict__.clear()
qs = [Q(i) for i in range(14)]
for q in qs:
    print(q.__dict__)
ps = [P("a", "b"), P("b", "a"), P("a", "c", "b"), P()]
for p in ps:
    p.a = p
    for name in list(vars(p)):
        delattr(p, name)
    p.z = 1
    p.a = [2]
    print(list(vars(p)))
class Many:
    pass
ms = []
for i in range(40):
    m = Many()
    setattr(m, f"k{i % 37}", [i])
    m.common = ms
    ms.append(m)
print([list(vars(m))[0] for m in ms[::7]])
class R:
    def __init__(self): self.one = [1]; self.two = [2]
r, s = R(), R()
d = r.__dict__
d["one"] = s.two
r.one.append("via r")
print(s.two, d)
d2 = s.__dict__
del s
d2["two"].append("alive")
print(d2, r.one)
r.__dict__ = d2
d["one"] = None
print(r.one, r.two, d)
del r.__dict__
print(r.__dict__)
r.two = r.one = []
r.__dict__.update(a=r.two)
print(vars(r))
x = R()
for k in vars(x):
    vars(x)[k] = k
print(x.one)
del x.one, x.two
x.two = [22]
x.one = [11]
print(vars(x))
y = R()
y.__dict__.popitem()
y.three = [3]
y.two = [0]
print(vars(y), vars(R()))
