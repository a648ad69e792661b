# Frames that are kept, cleared and outlive their call; tracebacks that are cut; what they hold dies late.
import sys, traceback
class T:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(self.n)
log = []
def keep(n):
    t = T(n)
    l = [t, n]
    frames.append(sys._getframe())
    return n
frames = []
for i in range(3):
    keep(i)
print(log, [f.f_locals["n"] for f in frames])
frames[1].clear()
print(log, frames[1].f_locals)
frames.pop()
print(log)
frames.clear()
print(log)
def fail(n):
    t = T(n)
    if n == 12:
        raise ValueError(t)
    fail(n + 1)
try:
    fail(10)
except ValueError as e:
    kept = e
print(log)
traceback.clear_frames(kept.__traceback__)
print(log)
kept.__traceback__ = None
print(kept.args[0].n)
kept.args = ()
print(log)
def gen():
    t = T(20)
    yield sys._getframe()
    yield t
g = gen()
fr = next(g)
fr.clear()
print(log, next(g, "over"))
def gen2():
    t = T(21)
    try:
        yield 1
    finally:
        log.append("fin")
g = gen2()
fr = g.gi_frame
try:
    next(g)
    fr.clear()
except RuntimeError as e:
    print(e)
del g
print(log, list(fr.f_locals))
del fr
def running():
    x = T(30)
    try:
        sys._getframe().clear()
    except RuntimeError as e:
        print(e)
    return x.n
print(running(), log)
def nested():
    a = T(40)
    def inner():
        b = a
        return sys._getframe()
    return inner()
f = nested()
print(type(f.f_back).__name__, f.f_locals["a"].n, log)
f = f.f_locals["b"]
print(f.n)
f = None
print(log)
