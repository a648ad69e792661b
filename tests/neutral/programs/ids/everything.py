# The addresses that each kind of object leaves to the next of its kind.
#: places
seen = {}
def n(x):
    return seen.setdefault(id(x), len(seen))
class C:
    def m(self): pass
class S:
    __slots__ = ('x',)
c = C()
for i in range(60):
    print(n(lambda: 1), n(C()), n(S()), n((i, i)), n({i}), n(frozenset([i])), n(c.m), n(iter([])), n(1.5 * i),
          n('x' * (i + 30)), n(i + 10000), n(bytearray(i)), n(range(i + 1)), n(slice(i)), n(object()), n(C), end=' ')
    def f():
        yield 1
    g = f()
    next(g)
    print(n(g), n(f), n(f.__code__), n(type('T', (), {})), n(ValueError(i)))
