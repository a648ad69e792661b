# Names that live in a dictionary, of a class's body or of what exec runs, bound by other code than the frame's own.
class K3:
    exec('p = [1, 2]')
    x = 1
class K4:
    exec('p = [1, 2]')
    match 3:
        case list(p):
            pass
class K5:
    exec('p = [1, 2]')
class K6:
    exec('p = [1, 2]')
    r = [p
         for p in p]
def f(d, x):
    d['z'] = [x]
    y = 1
    d['z'] = y
    del d['z']
    y = 2
class K:
    f(locals(), 1)
    f(vars(), 2)
    a = 1
ns = {}
code = """
a = 1
f(ns, [1])
b = [a]
exec('c = 1; d = [2]', globals(), ns)
exec('c = 1; d = [2]')
class K:
    exec('c = 1; d = [2]')
e = 1
"""
exec(code, globals(), ns)
exec(code)
def g():
    exec(code)
    exec(code, globals(), ns)
    exec(code, globals(), globals())
    exec(code, ns, globals())
ns['f'] = f
ns['ns'] = ns
g()
def h():
    global q
    q = [1]
    exec("global q; q = 2; r = 3")
    exec("r = 3", {}, globals())
    return q
h()
