# What a suspended generator holds, and what it gives back when it ends, is closed or dropped.
import sys
R = sys.getrefcount
x = []
def g(a):
    local = a
    got = yield local
    yield got
i = g(x); print(R(x), R(i)); next(i); print(R(x), R(i.gi_frame)); i.send(x); print(R(x)); i.close(); print(R(x), i.gi_frame)
i = g(x); next(i); del i; print(R(x))
for _ in g(x): print(R(x))
print(R(x), R(g))
def h(): yield from g(x)
i = h(); next(i); print(R(x), R(i.gi_yieldfrom)); del i; print(R(x))
