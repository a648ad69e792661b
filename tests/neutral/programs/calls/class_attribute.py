# A class that lies about __class__, and __instancecheck__ that count.
n = {}
def count(k): n[k] = n.get(k, 0) + 1
class L:
    @property
    def __class__(self): count('class'); return dict
class M(type):
    def __instancecheck__(cls, o): count('instance'); return True
    def __subclasscheck__(cls, o): count('subclass'); return True
class A(metaclass=M): pass
x = L(); y = [x]; z = A(); print(n)
print(isinstance(x, dict), isinstance(3, A), issubclass(int, A), x.__class__, type(x).__name__, n)
def f(p): q = (p, z); return q
f(x); print(n)
