# The order in which __del__ runs: rebinding, calls, containers, generators, cycles.
class D:
    def __init__(self, name): self.name = name
    def __del__(self): print('del', self.name)
a = D('a'); a = D('a2')
def f():
    x, y = D('x'), D('y')
    x.other = y
    print('in f')
f()
l = [D(i) for i in range(4)]
del l[1]
l[0] = None
l.pop()
D('at once')
try:
    z = D('z')
    raise ValueError(D('v'))
except ValueError:
    pass
print('after')
def g():
    try:
        w = D('w')
        yield 1
    finally:
        print('finally')
k = g(); next(k); del k
m = g(); next(m)
d = {'k': D('dk')}
d['k'] = 1
s = D('s'); s.s = s; del s
import gc
print(gc.collect() > 0)
end = D('end')
