# The old value dies after the new one is there, by every way of binding.
class D:
    def __init__(self, n): self.n = n; print('new', n)
    def __del__(self): print('del', self.n, 'while', sorted(k for k in globals() if k in ('a', 'b')))
a = D(1); a = D(2); a = a; b = a; a = None; b = D(3)
for b in (D(4), D(5)): pass
import contextlib
with contextlib.nullcontext(D(6)) as b: pass
b = [D(7)]; b[0] = D(8); b += [D(9)]; b[:] = [D(10)]; b = {'k': D(11)}; b['k'] = D(12); b |= {'k': D(13)}
class O: pass
o = O(); o.x = D(14); o.x = D(15); del o.x; setattr(o, 'x', D(16)); o.__dict__ = {}
del b
def f(p): p = D(17); p = None
f(D(18))
