# Cells that nested functions, exec and cell_contents bind anew, delete and leave empty.
def make():
    x = [1]
    def get(): return x
    def set(v):
        nonlocal x
        x = v
    def drop():
        nonlocal x
        del x
    def deep():
        def deeper():
            nonlocal x
            x = x + [len(x)]
            return x
        return deeper
    return get, set, drop, deep()
get, put, drop, deeper = make()
a = get()
put([2, 3])
print(a, get(), deeper())
drop()
try:
    get()
except NameError as e:
    print(e)
put({"a": 1})
cell = get.__closure__[0]
cell.cell_contents = [cell]
print(get()[0] is cell)
del cell.cell_contents
try:
    deeper()
except NameError as e:
    print(e)
cell.cell_contents = []
for i in range(3):
    exec("cell.cell_contents = [i, cell.cell_contents]")
print(get())
exec("y = [1]\ndef f():\n    global y\n    y = y + [2]\n    return y\nz = f()")
print(y, z, y is z)
ns = {"k": [7]}
exec("def g():\n    k.append(len(k))\n    return k\nk = list(k)", ns)
q = ns["g"]()
print(q, ns["k"] is q)
def outer():
    v = 1
    fs = []
    for v in range(4):
        def f(w=v): return v, w
        fs.append(f)
        v = [v]
    return fs
fs = outer()
print([f() for f in fs])
fs[0].__closure__[0].cell_contents = "new"
print([f() for f in fs])
import types
c2 = types.CellType(5)
h = types.FunctionType(get.__code__, globals(), "h", None, (c2,))
print(h())
exec(get.__code__, closure=(c2,))
def params(p, q):
    def inner():
        nonlocal p
        p, q2 = q, p
        return p, q2
    r = inner()
    p.append(1)
    return p, r
print(params([0], [9]))
