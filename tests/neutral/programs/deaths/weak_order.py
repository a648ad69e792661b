# Weak references' callbacks come in their order, before __del__ is done, and see the reference dead.
import weakref
class W:
    def __del__(self): print('del', [r() is None for r in refs])
w = W()
refs = [weakref.ref(w, lambda r, i=i: print('callback', i, r() is None)) for i in range(3)]
weakref.finalize(w, print, 'finalize')
print(weakref.getweakrefcount(w), hash(refs[0]) == hash(w), refs[0] == refs[1])
del w
w = W(); r = weakref.ref(w, lambda r: 1 / 0); del w
p = weakref.proxy(W())
try: p.x
except ReferenceError as e: print(e)
class M(W):
    def m(self): return 1
m = M(); wm = weakref.WeakMethod(m.m, lambda r: print('method gone')); print(wm()()); del m; print(wm())
