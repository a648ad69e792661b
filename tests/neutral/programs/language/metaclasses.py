# Metaclasses, __prepare__, __init_subclass__, __class_getitem__, __set_name__ and super.
log = []
class M(type):
    @classmethod
    def __prepare__(m, name, bases, **k): log.append(('prepare', name, k)); return {'made': 1}
    def __new__(m, name, bases, d, **k): log.append(('new', sorted(x for x in d if x[0] != '_'))); return super().__new__(m, name, bases, d)
    def __init__(cls, name, bases, d, **k): log.append('init')
    def __call__(cls, *a): log.append('call'); return super().__call__(*a)
class B(metaclass=M, tag=1):
    def __init_subclass__(cls, **k): log.append(('sub', k))
    def __class_getitem__(cls, i): return i
    def f(self): return 'B'
class C(B, key=2):
    def f(self): return super().f() + 'C'
class D(C): f = lambda self: super(D, self).f() + 'D'
print(D().f(), B[5], D.__mro__, log)
d = D(); d.__class__ = C; print(d.f(), D.__subclasses__(), C.__subclasses__())
D.__bases__ = (B,); print(D.__mro__)
