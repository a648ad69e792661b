# The collector's own debugging and what it keeps as garbage.
import gc, sys
gc.collect(); gc.set_debug(gc.DEBUG_SAVEALL)
class C: pass
for i in range(3):
    c = C(); c.c = c; del c
n = gc.collect(); print(n, [type(g).__name__ for g in gc.garbage])
gc.set_debug(0); gc.garbage.clear(); print(gc.collect(), gc.get_debug())
