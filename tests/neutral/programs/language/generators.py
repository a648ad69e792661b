# Generators' states, values, exceptions and closing.
import sys, inspect
def g(n):
    try:
        while True:
            n = yield n
            print('got', n)
    except GeneratorExit:
        print('closed')
        raise
    except ValueError as e:
        yield str(e)
x = g(1)
print(next(x), x.send(5), inspect.getgeneratorstate(x), x.gi_frame.f_lineno, sys.getrefcount(x))
print(x.throw(ValueError('v')))
del x
y = g(2); next(y); y.close()
def h():
    r = yield from g(3)
z = h(); print(next(z), z.gi_yieldfrom)
print([a for a in (b * 2 for b in range(5)) if a], {k: v for k, v in zip('ab', [1, 2])}, {c for c in 'x'})
print(sum(i for i in range(10)), list(map(lambda v: v + 1, range(3))))
