# Classes made and dropped in loops, methods looked up before and after, instances that outlive their class's name.
import gc, weakref
alive = []
refs = []
for i in range(12):
    class C:
        n = [i]
        def get(self): return self.n
        def put(self, v): self.v = v; return self
    o = C().put([i])
    if i % 3 == 0:
        alive.append(o)
    refs.append(weakref.ref(C))
    o.get().append(i)
    del C, o
gc.collect()
print([r() is not None for r in refs], [(o.get(), o.v) for o in alive])
class Base:
    def who(self): return ["base"]
kinds = [type(f"K{i}", (Base,), {"who": (lambda self, i=i: [i])} if i % 2 else {}) for i in range(8)]
objs = [k() for k in kinds]
def ask(o): return o.who()
print([ask(o) for o in objs])
Base.who = lambda self: ["new base"]
print([ask(o) for o in objs])
for k in kinds:
    k.who = lambda self: [type(self).__name__]
print([ask(o) for o in objs])
for k in kinds[::2]:
    del k.who
print([ask(o) for o in objs])
del Base.who
print([hasattr(o, "who") for o in objs])
Base.who = Base.__getattr__ = lambda self, *a: [a]
print(ask(objs[0]), objs[0].zzz)
class Node:
    count = 0
    def __init__(self): Node.count += 1; self.id = Node.count; self.peers = []
    def link(self, o): self.peers.append(o); o.peers.append(self); return o
n = Node()
for i in range(6):
    n = n.link(Node())
ids = []
while len(n.peers) > 1 or not ids:
    ids.append(n.id)
    n = n.peers[0]
print(ids, n.id, Node.count)
del n
print(gc.collect() > 0)
class Multi(*[type(f"B{i}", (), {f"a{i}": [i]}) for i in range(5)]): pass
m = Multi()
print([getattr(m, f"a{i}") for i in range(5)], len(Multi.__mro__))
m.a3.append(m)
B3 = Multi.__mro__[4]
B3.a3 = "replaced"
print(m.a3)
Multi.__bases__ = Multi.__bases__[:2]
print(hasattr(m, "a3"), m.a1)
