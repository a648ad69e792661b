# Objects that come back, by a name, a container, a weak reference's object and twice.
import gc, sys
kept = []
class R:
    lives = 3
    def __init__(self, n): self.n = n
    def __del__(self):
        print('del', self.n, self.lives, sys.getrefcount(self))
        if self.lives: self.lives -= 1; kept.append(self)
R('a')
print(len(kept)); kept.clear(); print(len(kept))
c = R('c'); c.c = c; del c
print(gc.collect() > 0, len(kept)); kept.clear(); gc.collect(); print(len(kept))
class L(list):
    def __del__(self): kept.append(self)
l = L([1, 2]); l.append(l); del l; gc.collect(); print([len(k) for k in kept if isinstance(k, L)])
