# Subclasses of built-in containers, every method of which tells.
log = []
def telling(base):
    def tell(name):
        def method(self, *a): log.append((base.__name__, name)); return getattr(base, name)(self, *a)
        return method
    names = ('__len__', '__iter__', '__getitem__', '__contains__', '__repr__', '__eq__', '__getattribute__', '__sizeof__', '__reduce_ex__', '__hash__', '__bool__')
    return type('T' + base.__name__, (base,), {k: tell(k) for k in names if hasattr(base, k) and k != '__bool__'})
made = [telling(b)([1, 2]) if b is not dict else telling(b)({1: 2}) for b in (list, tuple, set, frozenset, dict)]
made += [telling(str)('ab'), telling(int)(5), telling(float)(1.5), telling(bytes)(b'x')]
a, b, c, d, e, *rest = made
def f(x): y = x; return y
for m in made: f(m)
log.clear() if False else print(log)
a.append(3); e[5] = 6; log.clear(); print(len(a), 1 in b, list(c), e[1]); print(log)
