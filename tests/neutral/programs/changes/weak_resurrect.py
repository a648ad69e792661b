# Weak references' callbacks and __del__ that bring objects back, change what dies, and make others die.
import weakref
class T:
    def __init__(self, n): self.n = n; self.items = [n]
    def __repr__(self): return f"T{self.n}"
class Phoenix(T):
    def __del__(self):
        alive.append(self)
        self.n += 1
        self.items.append(len(alive))
alive = []
p = Phoenix(1)
r = weakref.ref(p, lambda w: alive.append("cb"))
p = 5
print(alive, r())
alive[0].n = 10
alive.clear()
print(alive)
cache = {}
def cb(w):
    other = cache.pop("b", None)
    box.append([other])
    cache["again"] = box
box = []
a, b = T("a"), T("b")
cache["b"] = b
wr = weakref.ref(a, cb)
wb = weakref.ref(b, lambda w: box.append("b gone"))
del b
a = None
print(box, sorted(cache))
box[0].clear()
print(box)
f = T("f")
weakref.finalize(f, box.append, ["finalized"])
f = [f]
f[0] = None
print(box)
d = weakref.WeakValueDictionary()
s = weakref.WeakSet()
k = weakref.WeakKeyDictionary()
for i in range(5):
    t = T(i)
    d[i] = t; s.add(t); k[t] = [t.n]
    if i % 2:
        box.append(t)
t = None
print(sorted(d), sorted(x.n for x in s), sorted(v[0] for v in k.values()))
class Chain:
    def __init__(self, nxt): self.nxt = nxt
    def __del__(self):
        order.append(id(self.nxt) == nid if False else len(order))
        if len(order) == 3:
            globals()["kept"] = self.nxt
order = []
nid = 0
c = None
for i in range(8):
    c = Chain(c)
del c
print(order, kept is not None)
del kept
print(order)
m = weakref.WeakMethod(T("m").__repr__)
print(m())
t = T("z")
m = weakref.WeakMethod(t.__repr__)
print(m()())
pr = weakref.proxy(t)
pr.items.append(pr.n)
print(t.items)
del t
try:
    pr.n
except ReferenceError as e:
    print(e)
