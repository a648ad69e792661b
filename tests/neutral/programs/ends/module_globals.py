# What modules hold is dropped at the end in the same order.
import sys, types, atexit
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n, 'D' in globals(), sys is not None and sys.modules is not None)
a = D('a'); _b = D('_b'); m = types.ModuleType('m'); m.x = D('m.x'); sys.modules['m'] = m; sys.kept = D('sys'); c = D('cycle'); c.c = c; f = (lambda d: lambda: d)(D('cell'))
class K: attr = D('class'); k = None
K.k = K(); atexit.register(print, 'atexit'); gen = (x for x in [D('in generator')]); next(gen); import builtins; builtins.kept = D('builtins')
