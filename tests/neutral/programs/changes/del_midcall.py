# __del__ runs in the middle of a call, of an assignment, of arguments being made, and changes what the line works on.
class D:
    def __init__(self, act): self.act = act
    def __del__(self):
        log.append(self.act)
        if self.act == "pop" and items:
            items.pop()
        elif self.act == "name":
            global target
            target = ["by del"]
        elif self.act == "attr":
            o.v = ["by del"]
        elif self.act == "cell":
            setcell(["by del"])
        elif self.act == "raise":
            raise ValueError("in del")
        elif self.act == "nest":
            x = D("pop")
            x = None
            items.append("nested")
log, items, target = [], [1, 2, 3], [0]
class O: pass
o = O()
o.v = D("pop")
def mk():
    c = [0]
    def set(v):
        nonlocal c
        c = v
    def get(): return c
    return set, get
setcell, getcell = mk()
def f(*a, **k):
    return [a, k]
x = D("pop")
x = f(items, x := None, len(items))
print(x, items)
y = D("name")
target = (y := [target, target])
print(target)
t = [D("name"), target]
t[0] = target
print(t, target)
o.v = D("attr")
o.v = [1]
print(o.v)
z = D("cell")
setcell([1, z]); del z
setcell([2])
print(getcell())
items[:] = [D("nest"), D("pop"), 5]
items[0:2] = []
print(items)
a, b = D("name"), D("pop")
a, b = b, target
del a
print(b, target, items)
def g(d):
    d = None
    return target
target = [9]
w = g(D("name"))
print(w is target, w)
import sys
sys.unraisablehook = lambda u: log.append(str(u.exc_value))
q = D("raise")
q = [q]
q.clear()
print(log)
def h():
    local = D("pop")
    items.append(1)
    return len(items)
print(h(), items)
dd = {"k": D("pop"), "l": D("name")}
dd["k"] = dd["l"] = items
print(dd, target)
for i in [D("pop"), D("nest"), D("name")]:
    items.append([len(items)])
    i = None
print(items, target)
s = {D("pop")}
s.clear()
items += [D("pop")]
items[-1] = items
print(len(items))
try:
    raise KeyError(D("name"))
except KeyError as e:
    e = target
print(e is target if "e" in globals() else "unbound", target)
