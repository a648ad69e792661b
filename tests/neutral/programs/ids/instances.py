# Instances die in turn and take each other's place, with attributes, slots, both and none.
#: places
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
class A:
    def __init__(self): self.x = 1
class S: __slots__ = 'a', 'b'
class Both(S): pass
class N: pass
for i in range(50):
    a = A(); print(n(a), end=' ')
    b = S(); b.a = i; print(n(b), end=' ')
    c = Both(); c.z = 1; c.a = 1; print(n(c), n(c.__dict__), end=' ')
    print(n(N()), n(N()), end=' ')
