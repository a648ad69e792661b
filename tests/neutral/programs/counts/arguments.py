# References that arguments, defaults, *rest and **more hold while a call runs.
import sys
R = sys.getrefcount
a = object()
def f(x, y=a, *rest, k=a, **more):
    here = x
    print(R(x), R(y), R(rest), R(more), R(here))
    return R(a)
print(f(a), f(a, a), f(a, a, a, a), f(a, k=a, z=a), R(a), R(f.__defaults__), R(f.__kwdefaults__))
print((lambda q: R(q))(a), [R(a) for _ in range(3)], R(a))
