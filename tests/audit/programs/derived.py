class L(list):
    def append(self, x): list.append(self, x)
    def pop(self): return list.pop(self)
class D(dict):
    def __setitem__(self, k, v): dict.__setitem__(self, k, v)
    def get(self, k): return dict.setdefault(self, k, [])
for x in ([], L(), [], L()) * 3:
    x.append([1])
    y = x
    list.append(y, [2])
    list.extend(x, y)
    z = x.pop()
d = D()
for i in range(4):
    d[i] = [i]
    d.get(i + 1).append(i)
    w = dict.pop(d, i)
s = set()
set.add(s, 1)
set.update(s, [2, 3])
str.join(', ', ['a', 'b'])
class Base:
    def note(self, n): self.n = [n]
class Derived(Base):
    def note(self, n): Base.note(self, n + 1)
o = Derived()
o.note(1)
Base.note(o, 5)
