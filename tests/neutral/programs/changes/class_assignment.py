# __class__ is assigned in the middle of a method call, and __dict__, and the class's own methods change meanwhile.
class A:
    def __init__(self):
        self.n = 0
        self.items = []
    def step(self):
        self.n += 1
        self.__class__ = B
        self.items.append("A")
        return self.more()
    def more(self):
        self.items.append("a")
        return self
class B(A):
    def step(self):
        self.n += 1
        self.__class__ = A
        self.items.append("B")
        old = self.__dict__
        self.__dict__ = dict(old, extra=[self.n])
        return self.more()
    def more(self):
        self.items.append("b")
        return self
x = A()
for i in range(9):
    y = x.step()
    print(type(x).__name__, y is x, x.n, getattr(x, "extra", None))
print(x.items)
def patched(self):
    self.n += 100
    del A.step
    return self
class C:
    def step(self):
        A.step = saved
        return self
saved = A.step
for i in range(6):
    try:
        x.step()
    except AttributeError as e:
        A.step = saved
    if i % 2:
        A.step = patched
    print(x.n, type(x).__name__)
class S:
    __slots__ = ("v",)
class S2:
    __slots__ = ("v",)
s = S()
s.v = [1]
s.__class__ = S2
s.v.append(s)
print(type(s).__name__, s.v[1] is s)
try:
    s.__class__ = A
except TypeError as e:
    print(e)
import types, sys
class M(types.ModuleType):
    @property
    def hello(self): return [1, 2]
m = types.ModuleType("m")
m.__class__ = M
m.attr = [3]
print(m.hello, m.attr)
class P(A): pass
p = P()
P.__bases__ = (B,)
p.step()
print(type(p).__name__, p.items)
