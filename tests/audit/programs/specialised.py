"""Lines that CPython has specialised for ints, lists and plain instances, and that then meet what does more."""
from collections import Counter, UserList, defaultdict, deque
from types import SimpleNamespace

log = []


class Watcher:
    """Changes things wherever it is used."""

    def __init__(self):
        self.seen = []

    def note(self):
        self.seen.append(len(self.seen))
        log.append(self)

    def __getitem__(self, key):
        self.note()
        return [key, self.seen]

    def __add__(self, other):
        self.note()
        return [other, self]

    __radd__ = __sub__ = __mul__ = __add__

    def __iadd__(self, other):
        self.note()
        self.other = [other]
        return self

    def __lt__(self, other):
        self.note()
        return len(self.seen) % 2 == 0

    def __iter__(self):
        self.note()
        return self

    def __next__(self):
        self.note()
        if len(self.seen) % 5 == 0:
            raise StopIteration
        return [len(self.seen)]

    def __getattr__(self, name):
        self.note()
        return self.seen


class Plain:
    def __init__(self, value):
        self.value = value


class Lazy:
    def __getattr__(self, name):
        self.value = made = [name]
        log.append(made)
        return made


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def item(container, key):
    found = container[key]
    other = container[key]
    return other


def add(left, right):
    total = left + right
    product = total * 2
    return product


def grow(left, right):
    left += right
    left += right
    return left


def less(left, right):
    smaller = left < right
    if left < right:
        smaller = not smaller
    return smaller


def walk(things):
    last = None
    for thing in things:
        last = thing
        kept = last
    return last


def attribute(thing):
    first = thing.value
    second = thing.value
    return second


def count_up():
    counted = []
    for i in range(3):
        counted.append(i)
        yield counted


def repeatedly(function, usual, others):
    for _ in range(2):
        for arguments in [usual] * 40:
            function(*arguments)
        for make in others:
            made = make()
            result = function(*made)
            result = function(*made)


rows = [[1, 2], [3, 4], [5]]
repeatedly(item, (rows, 1), [lambda: (defaultdict(list), 1), lambda: (Watcher(), 2), lambda: ((rows, 5), 0),
                             lambda: ({1: rows}, 1), lambda: (deque([rows]), 0), lambda: ("text", 1),
                             lambda: (UserList(rows), -1), lambda: (rows, -1)])
repeatedly(add, (20, 300), [lambda: (rows, [rows]), lambda: (Watcher(), 1), lambda: (1, Watcher()), lambda: (1.5, 2),
                            lambda: ((rows,), (log,)), lambda: ("a", "b"), lambda: (10 ** 30, 1)])
repeatedly(grow, (20, 300), [lambda: ([rows], [log]), lambda: (Watcher(), rows), lambda: ("a", "bc"),
                             lambda: (Counter("ab"), Counter("bc")),
                             lambda: (bytearray(b"ab"), b"c"), lambda: ({1}.union([2]).__class__() or [], rows)])
repeatedly(less, (1, 2), [lambda: (Watcher(), Watcher()), lambda: ([rows], [rows]), lambda: ("a", "b"), lambda: (1.0, 2)])
for usual in (range(4), rows, (rows, log)):
    repeatedly(walk, (usual,), [lambda: (Watcher(),), lambda: (count_up(),), lambda: (enumerate(rows),),
                                lambda: (zip(rows, rows),), lambda: ({1: rows}.values(),), lambda: (map(list, rows),),
                                lambda: (iter(rows),), lambda: (reversed(rows),)])
plain = Plain(rows)
repeatedly(attribute, (plain,), [lambda: (Watcher(),), lambda: (Lazy(),), lambda: (Slotted([1]),),
                                 lambda: (SimpleNamespace(value=[2]),), lambda: (Plain([3]),)])
slotted = Slotted(rows)
repeatedly(attribute, (slotted,), [lambda: (Watcher(),), lambda: (Lazy(),), lambda: (Plain([3]),)])
text = ""
for i in range(100):
    text += "x"
    held = text if i % 30 == 29 else None
    text += "y"
print(len(text), len(log))
