# Who refers to an object: the program's own containers, and nobody else.
import gc
x = ['x']
def kinds(o): return sorted(type(r).__name__ for r in gc.get_referrers(o))
print(kinds(x)); a = [x]; b = {'k': x}; c = (x,); print(kinds(x), kinds(a))
def f(y):
    z = y
    print(kinds(z))
f(x)
class C: attribute = x
i = C(); i.mine = x; print(kinds(x)); del a, b, c; print(kinds(x))
def g():
    loc = x
    def h(): return loc
    return h
h = g(); print(kinds(x), [type(r).__name__ for r in gc.get_referents(h.__closure__[0])])
def gen(): k = x; yield k
w = gen(); next(w); print(kinds(x))
