# Slots, weak references to them, inheritance and pickling of such.
import pickle, copy, weakref
class S:
    __slots__ = ('a', 'b', '__weakref__')
class T(S): __slots__ = 'c',
class U(T): pass
s = T(); s.a = 1; s.c = [2]; u = U(); u.a = u; u.z = 1
for o, k in ((s, 'b'), (s, 'z'), (u, 'b')):
    try: getattr(o, k)
    except AttributeError as e: print(e)
try: s.z = 1
except AttributeError as e: print(e)
c = copy.deepcopy(s); print(c.a, c.c, c.c is s.c, pickle.loads(pickle.dumps(s)).c, weakref.ref(s)() is s, u.__dict__, T.__slots__, S.a)
del s.a; print(hasattr(s, 'a'))
