# Classes die with their last instance, when they are collected.
import gc, weakref
for i in range(5):
    C = type(f'C{i}', (), {'__del__': lambda self: print('instance', end=' ')})
    weakref.finalize(C, print, f'class {i}')
    c = C(); c.x = c
    del C, c
    print(gc.collect() > 0)
class M(type):
    def __del__(cls): print('metaclass sees', cls.__name__)
class K(metaclass=M): pass
k = K(); del K; gc.collect(); print('still'); del k; gc.collect(); print('end')
