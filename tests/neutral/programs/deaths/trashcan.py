# Deep structures die without an end of the C stack, and __del__ in them runs once for each.
import pickle


class D:
    died = 0

    def __init__(self, inner):
        self.inner = inner

    def __del__(self):
        D.died += 1


class L(list):
    pass


deep = 50000
x = pickle.loads(b']' * deep + b'a' * (deep - 1) + b'.')
print(len(x))
del x
x = pickle.loads(b')' + b'\x85' * deep + b'.')
print(len(x))
del x
for make in (lambda x: [x], lambda x: {'k': x}, lambda x: {1: (x,)}, D, lambda x: D([x]), lambda x: L([x]), lambda x: iter([x])):
    x = None
    for i in range(300):
        x = make(x)
    del x
    print(D.died)
function = error = None
for i in range(300):
    function = (lambda inner: (lambda: inner))(function)
    another = ValueError(i)
    another.__context__ = error
    error = another
del function, error, another
print('done')
