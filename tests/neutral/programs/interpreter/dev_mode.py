# Python's development mode, in which allocators check what they hand out.
#: set PYTHONDEVMODE=1
import sys, gc, warnings
print(sys.flags.dev_mode, sys.flags, warnings.filters[0][0], len(sys.warnoptions))
class C:
    def __init__(self, n): self.n = n; self.me = self
kept = [C(i) for i in range(100)]; del kept; print(gc.collect() > 0)
open(__file__)
import faulthandler; print(faulthandler.is_enabled())
