# The addresses themselves, small objects from Python's own memory and large ones from the C library's.
def id(x, id=id):
    return hex(id(x))


def f(depth):
    here = [depth]
    print(id(here), id({'a': here}), id((depth, here)), id(f), id(lambda: here))
    if depth:
        f(depth - 1)
    return [here, id(here)]


class C:
    def __init__(self, n):
        self.n = n


kept = []
for i in range(30):
    kept.append(C(i))
    print(id(kept[-1]), id(C(i)), id(f(2)), id(type(f'T{i}', (), {})), id('x' * 1000), id([0] * 500), id(b'y' * 100000),
          id(bytearray(5000)), id({n: n for n in range(300)}), id(set(range(50))), id(1 << 9000), id((x for x in kept)))
