# Names in modules, classes, comprehensions, loops and with-statements, and del.
import sys, contextlib
R = sys.getrefcount
x = []
y = z = x; print(R(x)); del y; print(R(x)); z = None; print(R(x))
class C:
    v = x; print(R(x))
    w = [x for _ in range(2)]; print(R(x))
print(R(x)); del C.w; print(R(x)); del C; import gc; gc.collect(); print(R(x))
for q in [x, x]: print(R(x))
print(R(x)); del q; print(R(x))
with contextlib.nullcontext(x) as n: print(R(x))
del n; print(R(x))
a, (b, *c) = x, (x, x, x); print(R(x)); del a, b, c; print(R(x))
if (w := x) is x: print(R(x))
match [x, 1]:
    case [p, _]: print(R(x))
print(R(x)); globals()['dynamic'] = x; print(R(x)); exec('other = x'); print(R(x)); del dynamic, other; print(R(x))
