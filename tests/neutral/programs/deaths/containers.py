# The order in which what a container holds dies with it.
import collections
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=' ')
def many(k): return [D(f'{k}{i}') for i in range(4)]
for make in (list, tuple, collections.deque, lambda v: dict(enumerate(v)), lambda v: {x.n: x for x in v}, iter, lambda v: (y for y in v),
             lambda v: type('C', (), {})() if v else None, lambda v: zip(v, v), lambda v: map(lambda z: z, v)):
    c = make(many('a')); print('|', end=' '); del c; print('.')
l = many('s'); l[1:3] = []; print('|', end=' '); l.clear(); print()
l = many('r'); l.reverse(); l.sort(key=lambda d: d.n); del l[0]; print('|', end=' ')
