# Writes through f_locals, locals() and the frames of others: write-through from 3.13 on, copies before.
import sys
def f():
    x = [1]
    y = x
    fr = sys._getframe()
    fr.f_locals["x"] = [2]
    fr.f_locals["new"] = [3]
    r = (x, y, sorted(k for k in fr.f_locals if k != "fr"))
    x = [5]
    return r, x
print(f())
def caller():
    v = [0]
    w = v
    called()
    called()
    return v, w
def called():
    fl = sys._getframe(1).f_locals
    fl["v"] = fl["v"] + [1]
    fl["w"].append(2)
print(caller())
def cell():
    z = [1]
    def get(): return z
    sys._getframe().f_locals["z"] = [9]
    return get(), z
print(cell())
def gen():
    a = [1]
    while True:
        yield a
        if len(a) > 3:
            return
g = gen()
for i in range(2):
    next(g)
    g.gi_frame.f_locals["a"] = [1, 2, 3, i]
print(next(g, "done"))
sys._getframe().f_locals["modname"] = [4]
print(modname)
locals()["another"] = modname
another.append(5)
print(modname)
def lo():
    a = [1]
    d = locals()
    d["a"] = [2]
    d["b"] = d
    e = locals()
    return a, d is e, "b" in e
print(lo())
class K:
    a = [1]
    locals()["b"] = a
    sys._getframe().f_locals["c"] = b
print(K.b is K.c)
def tr(frame, event, arg):
    if event == "line" and "t" in frame.f_locals:
        frame.f_locals["t"] = ["traced"]
    return tr
def traced():
    t = [1]
    u = t
    return t, u
sys.settrace(tr)
q = traced()
sys.settrace(None)
print(q)
def dele():
    x = [1]
    try:
        del sys._getframe().f_locals["x"]
    except ValueError as e:
        print(e)
    except Exception as e:
        print(type(e))
    return x
print(dele())
def ex():
    n = [1]
    exec("n = [2]; m = n")
    return n, eval("n") is n
print(ex())
def comp():
    s = [[sys._getframe().f_code.co_name[:1] for j in range(1)] for i in range(2)]
    return [dict(locals()) is None for k in range(1)]
print(comp())
