# Classes with every special method told of each call: nothing calls them but the program.
class L(list):
    def __iter__(self): print('iter'); return super().__iter__()
    def __len__(self): print('len'); return 7
    def __getitem__(self, i): print('item'); return 1
    def __eq__(self, other): print('eq'); return True
    def __hash__(self): print('hash'); return 1
    def __repr__(self): print('repr'); return 'L'
    def __getattribute__(self, name): print('attribute', name); return super().__getattribute__(name)
    def __bool__(self): print('bool'); return True
a = L([1, 2])
b = [a]
class D(dict):
    def __missing__(self, k): print('missing'); return k
    def keys(self): print('keys'); return ['a']
    def items(self): print('items'); return []
d = D(x=a)
class P:
    @property
    def p(self): print('property'); return 1
    def __getattr__(self, name): print('getattr', name); raise AttributeError(name)
    def __dir__(self): print('dir'); return []
    __class__ = property(lambda self: print('class') or int)
p = P()
p.q = [p, d]
class M(type):
    def __call__(cls, *a): print('call'); return super().__call__(*a)
    def __getattribute__(cls, name): print('meta', name); return super().__getattribute__(name)
    def __repr__(cls): print('meta repr'); return 'M'
class K(metaclass=M): x = 1
k = K()
def f(x=a, *, y=d): z = [x, y]
f()
print('end')
