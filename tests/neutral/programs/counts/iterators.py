# Iterators hold what they go through until they are used up.
import sys, itertools
R = sys.getrefcount
x = [1, 2, 3]
for make in (iter, enumerate, reversed, lambda v: zip(v, v), lambda v: map(str, v), lambda v: filter(None, v), itertools.cycle,
             lambda v: itertools.chain(v, v), itertools.count and (lambda v: itertools.islice(v, 2)), itertools.tee):
    i = make(x)
    print(R(x), end=' ')
    for _ in zip(range(10), i if not isinstance(i, tuple) else i[0]): pass
    print(R(x), end=' ')
    del i
    print(R(x))
