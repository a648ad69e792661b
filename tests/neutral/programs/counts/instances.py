# References to instances by attributes, slots, classes, bound methods and properties.
import sys
R = sys.getrefcount
class A:
    __slots__ = ('s', '__weakref__')
    def m(self): return R(self)
    @property
    def p(self): return R(self)
    @classmethod
    def c(cls): return R(cls) > 3
    @staticmethod
    def st(x): return R(x)
class B(A):
    pass
a, b = A(), B()
print(R(a), a.m(), a.p, A.st(a), a.c(), b.m(), b.p)
bound = a.m
print(R(a), bound(), R(bound))
b.x = b.y = a
print(R(a), sorted(vars(b)), R(b.__dict__))
before = R(A), R(B)
c = [A() for _ in range(5)] + [B() for _ in range(5)]
print(R(A) - before[0], R(B) - before[1])
del c
print(R(A) - before[0], R(B) - before[1])
