# A function's code, defaults, name and globals-like parts replaced, also while it runs and by itself.
def f(a, b=[1]):
    c = [a]
    return c, b
def g(a, b=[2]):
    d = {a: b}
    e = d
    return e
def run(h, n):
    out = []
    for i in range(n):
        out.append(h(i))
        if i == 2:
            h.__code__ = g.__code__
        if i == 4:
            h.__defaults__ = ([9],)
    return out
print(run(f, 7))
def me(n):
    x = [n]
    if n == 2:
        me.__code__ = (lambda n: ["new", n]).__code__
    y = x + me(n - 1) if n else x
    return y
print(me(4), me(1))
def gen():
    yield [1]
    gen.__code__ = gen2.__code__
    yield [2]
def gen2():
    k = yield [10]
    yield k
print(list(gen()), list(gen()))
class C:
    def m(self): self.v = [1]; return self.v
    def n(self): self.v = [2]; self.w = self.v; return self.w
c = C()
for i in range(5):
    print(c.m(), sorted(vars(c)))
    if i == 1:
        C.m.__code__ = C.n.__code__
    if i == 3:
        C.m = C.n = lambda self: [3]
def clos():
    x = [1]
    def a(): return x
    def b():
        x.append(len(x))
        return x
    return a, b
a, b = clos()
a()
a.__code__ = b.__code__
print(a(), a())
try:
    a.__code__ = f.__code__
except ValueError as e:
    print(e)
co = f.__code__.replace(co_name="renamed", co_firstlineno=500)
f.__code__ = co
try:
    print(f(1), f.__code__.co_name)
except Exception as e:
    print(e)
def kw(*, k=1): return [k]
kw.__kwdefaults__ = {"k": [5]}
r = kw()
r[0].append(6)
print(kw())
kw.__kwdefaults__["k"] = "other"
print(kw())
src = "def h(x):\n    y = [x]\n    z = y\n    return z\n"
for i in range(3):
    exec(src.replace("[x]", f"[x, {i}]"))
    print(h(i))
exec(compile("q = [1]\nq.append(q[0])\nprint(q)", __file__, "exec"))
l = lambda: [0]
l.__code__ = compile("def z():\n    u = [4]\n    return u", "<z>", "exec").co_consts[0]
print(l())
