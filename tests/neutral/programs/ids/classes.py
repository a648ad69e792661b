# Classes made in a loop: large objects, of the C library's memory.
#: places
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
import gc
for i in range(20):
    C = type('C', (), {'x': i}); print(n(C), n(C()), n(C.__dict__['x']), end=' ')
    if i % 5 == 0: print(gc.collect(), end=' ')
