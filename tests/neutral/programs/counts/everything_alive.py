# The reference count of everything that the collector knows, by type.
#: by lines for all that lives is looked through again and again
import gc, sys
class C:
    def __init__(self): self.me = self; self.l = [self]
made = [C() for _ in range(10)]
def f():
    local = made
    total = {}
    for o in gc.get_objects():
        t = type(o).__name__
        if t in ('frame', 'C', 'list', 'set', 'function', 'generator', 'cell'):
            n, r = total.get(t, (0, 0))
            total[t] = n + 1, r + (sys.getrefcount(o) if t in ('C', 'cell') else 0)
    return sorted(total.items())
print(f())
print(f() == f())
