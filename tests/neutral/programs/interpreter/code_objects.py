# Code that is marshalled, replaced, compiled and assigned runs, and is equal, as ever.
import marshal, types, gc, sys
def f(x):
    return x + 1
namespace = {}
exec(marshal.loads(marshal.dumps(compile('def g(x):\n    return x * 2', 'g.py', 'exec'))), namespace)
h = types.FunctionType(f.__code__.replace(co_name='h'), globals())
print(f(1), namespace['g'](2), h(3), eval('f(4)'), eval(compile('h(5)', '<made>', 'eval')))
def k(): return 'k'
f.__code__ = k.__code__
print(f(), f.__code__ == k.__code__, hash(f.__code__) == hash(k.__code__), k.__code__.replace() == k.__code__)
print(f.__code__.co_code.hex(), list(f.__code__.co_lines()), sys.getsizeof(k.__code__), len(gc.get_referrers(k.__code__)))
print([type(o).__name__ for o in gc.get_objects() if type(o).__name__ == 'callback'], object.__subclasses__()[-3:])
import collections, dataclasses
P = collections.namedtuple('P', 'x y')
@dataclasses.dataclass(order=True)
class D:
    a: int
    b: list = dataclasses.field(default_factory=list)
print(P(1, 2), D(1) < D(2), D(3))
