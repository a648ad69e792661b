# Weak dictionaries and sets shrink at the moment when what they hold dies.
import weakref
class K:
    def __init__(self, n): self.n = n
    def __repr__(self): return f'K{self.n}'
ks = [K(i) for i in range(6)]
d, v, s = weakref.WeakKeyDictionary(), weakref.WeakValueDictionary(), weakref.WeakSet()
for i, k in enumerate(ks): d[k] = i; v[i] = k; s.add(k)
print(len(d), len(v), len(s))
ks.pop(); print(len(d), len(v), len(s), sorted(d.values()), sorted(v))
del ks[::2], k; print(sorted(map(repr, s)), sorted(v.keys()))
for x in list(s): ks.remove(x); del x; print(len(s), end=' ')
print(dict(v), len(d))
