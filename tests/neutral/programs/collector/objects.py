# How many objects the collector knows in each generation, of the program's kinds.
#: by lines for the list of all objects, which nothing but the value stack holds, is looked through at each instruction
import gc
class C: pass
a = [C() for _ in range(50)]; b = [[i] for i in range(50)]
def count(): return [sum([type(o) is C or type(o) is list and len(o) == 1 for o in gc.get_objects(g)]) for g in range(3)]
print(count()); gc.collect(0); print(count()); gc.collect(1); print(count()); del a; print(count())
gc.freeze(); print(gc.get_freeze_count() > 100, count()); gc.unfreeze(); print(gc.get_freeze_count(), count())
print(gc.is_tracked([]), gc.is_tracked({}), gc.is_tracked({'a': 1}), gc.is_tracked((1, 2)), gc.is_tracked(C()), gc.is_finalized(C()))
