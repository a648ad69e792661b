"""Variables in cells that several frames have, names of a module that its functions bind, and both while a comprehension
has names of its own."""
import types


def counter(start, kept):
    n = start

    def step(by):
        nonlocal n
        n += by
        kept.append(n)
        return n

    def look():
        return [n, kept]

    return step, look


def walk(items):
    """A line of its own binds the cell while frames wait that have it too."""
    found = []
    depth = 0

    def into(item):
        nonlocal depth, found
        depth = depth + 1
        if isinstance(item, list):
            for one in item:
                into(one)
        else:
            found = found + [item, [depth]]
        depth -= 1
        return depth

    into(items)
    return found, depth


def pause():
    """A generator that waits has the cell that another frame binds."""
    held = [0]

    def put(value):
        nonlocal held
        held = [held, value]
        return value

    def values():
        for i in range(4):
            yield held
            put(i)

    return put, values()


def unbound():
    x = []

    def drop():
        nonlocal x
        del x

    def again(value):
        nonlocal x
        x = value

    for i in range(4):
        drop()
        again([i])
    return x


def two(a, b):
    def change(value):
        nonlocal a, b
        a = value
        b = [a]
        a = a
        return value
    change([1])
    return change, (a, b)


def in_a_class():
    made = []

    class Inner:
        own = made
        size = len(own)

        def grow(self, value):
            nonlocal made
            made = [*made, value]
            self.size = len(made)
            return __class__

    inner = Inner()
    for i in range(3):
        inner.grow([i])
    return inner, made


total = []
kept = []


def bind(value):
    global total, late
    total = [total, value] if value % 3 else []
    late = total
    return value


steps = [counter(i, kept) for i in range(3)]
for turn in range(6):
    for step, look in steps:
        last = step(turn)
        seen = look()
numbers = [step(100) for step, look in steps]
print(walk([1, [2, [3]], 4]))
put, waiting = pause()
for value in waiting:
    put([value])
print(unbound(), two(1, 2)[1], in_a_class()[1])
change, pair = two([], [])
shared = types.CellType([0])
twin = types.FunctionType(change.__code__, globals(), "twin", None, (shared, shared))
for turn in range(4):
    twin([turn])
    shared.cell_contents = [turn, turn]
for turn in range(5):
    bind(turn)
found = [bind(number) + len(total) for number in range(5)]
nested = [[bind(a * b) for a in range(3)] for b in range(3)]
closed = [(lambda: item) for item in range(3) if bind(item) >= 0]
del late
bind(7)
print(total, found, nested, [one() for one in closed])
