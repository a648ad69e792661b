# Reference counts of arguments, cells, instances, bound methods and exceptions, which a kept reference would raise.
import sys
a = []
print(sys.getrefcount(a), sys.getrefcount([]), sys.getrefcount(sys))
b = [a, (a, a), {'a': a}]
print(sys.getrefcount(a))
def f(x, *rest, **more):
    print(sys.getrefcount(x), sys.getrefcount(rest), sys.getrefcount(more), sys.getrefcount(f))
    y = x
    def g():
        return y
    print(sys.getrefcount(y), sys.getrefcount(g))
    return g
g = f(a, a, k=a)
print(sys.getrefcount(a), sys.getrefcount(g), sys.getrefcount(f))
class C:
    def m(self):
        print(sys.getrefcount(self), sys.getrefcount(C), sys.getrefcount(C.m))
c = C()
c.m()
c.me = c
c.m()
for x in [a, [a], c]:
    print(sys.getrefcount(x))
print([sys.getrefcount(x) for x in b])
try:
    raise ValueError(a)
except ValueError as e:
    print(sys.getrefcount(e), sys.getrefcount(a), sys.getrefcount(e.__traceback__))
print(sys.getrefcount(a))
print(sys.getrefcount(None) > 1000, sys.getrefcount('counts'))
