# What __del__ raises is told on standard error, and the program goes on.
class D:
    def __del__(self): raise ValueError('no')
d = D(); del d
print('after')
import sys
sys.unraisablehook = lambda u: print('hook', u.exc_type.__name__, u.object.__qualname__, u.err_msg)
D()
[D() for _ in range(2)]
class G:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
def gen():
    try: yield
    finally: raise KeyError('in close')
x = gen(); next(x); del x
print('end')
