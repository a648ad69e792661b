# Cycles die when they are collected, their finalizers in the same order.
import gc
gc.disable()
class D:
    def __init__(self, n, o=None): self.n, self.o = n, o
    def __del__(self): print('del', self.n)
a, b, c = D('a'), D('b'), D('c'); a.o, b.o, c.o = b, c, a
del a, b, c
print('dropped'); print(gc.collect())
x = D('x'); x.o = [{'me': x}]; y = D('y', x)
del x; print(gc.collect()); del y; print(gc.collect())
def f():
    z = D('z')
    def g(): return z, g
    return None
f(); print(gc.collect())
class C(D): made = None
C.made = C('class'); del C; print(gc.collect() > 0)
print(len(gc.garbage), gc.isenabled())
