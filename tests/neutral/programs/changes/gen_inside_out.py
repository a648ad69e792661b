# A generator that closes another, that throws into its own caller's, that raises StopIteration, and that is collected while it waits.
import gc
class T:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
def inner():
    t = T(1)
    try:
        while True:
            y = yield t
            print("got", y)
    except GeneratorExit:
        print("exit")
        raise
    finally:
        print("finally", t.n)
def outer(g):
    r = yield from g
    return r
g = inner()
o = outer(g)
print(next(o).n)
print(o.send([1]).n)
try:
    g.send(3)
except Exception as e:
    print(type(e), e)
print(o.gi_yieldfrom is g)
o.close()
print(g.gi_frame)
def stopper():
    l = [1]
    yield l
    raise StopIteration(l)
s = stopper()
q = next(s)
try:
    next(s)
except RuntimeError as e:
    print(repr(e), repr(e.__cause__), e.__cause__.value is q)
def cyc():
    me = yield
    t = T(2)
    me.append(t)
    yield me
c = cyc()
next(c)
k = c.send([c])
del c
k = None
print(gc.collect() > 0)
def never():
    t = T(3)
    try:
        yield t
        yield 2
    except GeneratorExit:
        yield "no"
n = never()
w = next(n)
try:
    n.close()
except RuntimeError as e:
    print(e)
del n, w
def lazy():
    return (yield from [[1], [2]])
for i in lazy():
    i.append(i[0])
    print(i)
