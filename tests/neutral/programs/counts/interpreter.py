# Reference counts of what the interpreter itself keeps: modules, builtins, types, small numbers, None.
import sys, builtins, types
R = sys.getrefcount
def change(o, act):
    before = R(o); act(); return R(o) - before
kept = []
print(change(builtins, lambda: kept.append(builtins)), change(len, lambda: kept.append(len)), change(int, lambda: kept.append(int)))
print(change(types, lambda: kept.append(types)), change(sys.modules, lambda: kept.append(sys.modules)))
print(R(sys.modules['__main__']), R(globals()), R(globals()['__builtins__']) > 5, R(sys.argv), R(sys.path), R(sys._getframe()))
print([R(o) for o in ('a rather long text', 12345678901234567890, 1.25, b'some bytes', (1, 2, 3, []))])
def f(): pass
print(R(f.__code__), R(f.__globals__) - R(globals()), R(f.__name__) > 0, R(f.__code__.co_consts))
