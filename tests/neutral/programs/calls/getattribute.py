# __getattribute__, __getattr__, __setattr__, __delattr__ and __dir__.
log = []
class C:
    def __getattribute__(self, k): log.append(('get', k)); return object.__getattribute__(self, k)
    def __getattr__(self, k): log.append(('missing', k)); raise AttributeError(k)
    def __setattr__(self, k, v): log.append(('set', k)); object.__setattr__(self, k, v)
    def __delattr__(self, k): log.append(('del', k)); object.__delattr__(self, k)
    def __dir__(self): log.append('dir'); return []
    def m(self): return self.x
c = C(); c.x = [c]; y = c.x; c.m(); hasattr(c, 'z'); getattr(c, 'q', None); del c.x; dir(c); c.__dict__; c.__class__; vars(c)
d = c; e = [d, c]
def f(p): q = p; return q
f(c)
print(log)
class M(type):
    def __getattribute__(cls, k): log.append(('meta', k)); return type.__getattribute__(cls, k)
log.clear()
class K(metaclass=M): a = 1
K.a; k = K(); k.a; K(); f(K); print(log)
