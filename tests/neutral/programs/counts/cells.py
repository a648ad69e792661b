# References that closures hold, and when the last function that shares a cell goes.
import sys
R = sys.getrefcount
def outer():
    shared = []
    def one(): return shared
    def two(): nonlocal shared; shared = shared
    print(R(shared), R(one), R(one.__closure__[0]), R(two.__closure__))
    return one, two
one, two = outer()
print(R(one.__closure__[0]), R(one()), one.__closure__[0] is two.__closure__[0])
del two
print(R(one.__closure__[0]), R(one()))
counter = [lambda n=n: n for n in range(3)]
print([R(f) for f in counter], [R(f.__defaults__) for f in counter])
