# Weak references' callbacks come when their object dies, which is when the last name goes.
import weakref
class W: pass
w = W()
r = weakref.ref(w, lambda x: print('gone', x is r))
p = weakref.proxy(w)
weakref.finalize(w, print, 'finalized')
d = weakref.WeakValueDictionary(w=w)
s = weakref.WeakSet([w])
print(len(d), len(s), weakref.getweakrefcount(w))
del w
print(len(d), len(s), r())
def f():
    x = W()
    return weakref.ref(x)
print(f()())
