# What runs when the interpreter ends, and in which order.
import atexit, sys, threading
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n, sys is None, print is None)
a = D('global')
sys.kept = D('in sys')
class K: d = D('in a class')
atexit.register(print, 'last')
atexit.register(lambda: print('first', a))
D.__repr__ = lambda self: 'D'
t = threading.Thread(target=lambda: print('thread'))
t.start()
def g():
    try:
        yield 1
    finally:
        print('generator ends')
gen = g(); next(gen)
c = D('cycle'); c.c = c
sys.stdout.write('no newline')
