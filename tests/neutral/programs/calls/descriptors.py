# Descriptors and properties are asked by the program alone.
log = []
class P:
    def __set_name__(self, owner, name): log.append(('name', name))
    def __get__(self, o, t): log.append(('get', o is None)); return 1
    def __set__(self, o, v): log.append('set')
    def __delete__(self, o): log.append('delete')
class C:
    p = P()
    @property
    def q(self): log.append('q'); return self
    def __call__(self): log.append('call'); return self
    def __enter__(self): log.append('enter'); return self
    def __exit__(self, *a): log.append('exit'); return True
    def __index__(self): log.append('index'); return 1
    def __missing__(self, k): log.append('missing')
c = C(); x = [c]; C.p; c.p; c.p = 2; del c.p; c.q.q; c()(); [0, 1][c]
with c as d: raise ValueError
def f(a=c): b = a; return b
f(); print(log)
