# How often and when __del__ is called, with copies, cycles and threads.
import copy, gc, threading
n = 0
class D:
    def __init__(self): self.l = []
    def __del__(self):
        global n
        n += 1
d = D(); e = copy.copy(d); f = copy.deepcopy([d, e]); print(n); del d; print(n); del f; print(n); e = None; print(n)
for i in range(100): x = D(); x.l.append(x)
del x; gc.collect(); print(n)
t = threading.Thread(target=lambda: [D() for _ in range(10)]); t.start(); t.join(); print(n)
def g(): d = D(); yield d.l
print(len(list(g())), n); h = g(); next(h); print(n); h.close(); print(n)
