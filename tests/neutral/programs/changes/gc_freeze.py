# gc.freeze, unfreeze, disable and collect, with cycles that die before, while and after.
import gc, weakref
class N:
    def __init__(self, name): self.name = name; self.me = self
    def __del__(self): out.append(self.name)
out = []
gc.collect(); gc.disable()
a = N("a")
gc.freeze()
del a
b = N("b")
c = [b]; c.append(c)
r = weakref.ref(b)
del b, c
print(gc.collect() > 0, out, r())
gc.unfreeze()
gc.collect()
print(out)
x = [N(i) for i in range(4)]
gc.freeze()
for i in range(2):
    x.pop().me = None
print(out)
y = x
del x
y.clear()
gc.collect()
print(out)
gc.unfreeze()
gc.collect()
print(sorted(map(str, out)))
gc.enable()
def cb(phase, info):
    if phase == "start":
        seen.append([phase])
    else:
        seen[-1].append(info["generation"])
seen = []
gc.callbacks.append(cb)
gc.collect(0); gc.collect(1)
gc.callbacks.remove(cb)
print(seen)
gc.set_threshold(5)
ring = []
for i in range(30):
    n = N(f"t{i}")
    ring.append([n.name])
    n = None
gc.set_threshold(700)
gc.collect()
print(len(out), len(ring))
gc.set_debug(gc.DEBUG_SAVEALL)
n = N("saved")
n = None
gc.collect()
gc.set_debug(0)
print([g.name for g in gc.garbage if isinstance(g, N)])
gc.garbage.clear()
gc.collect()
print(out[-1])
