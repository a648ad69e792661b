"""Places in the code that come to something else after they have come to the same often: what a forecast remembers of the
one before must not be believed then."""
import collections


class Loud:
    """Whose special methods change something."""

    seen = []

    def __init__(self, value):
        self.value = value

    def __getitem__(self, key):
        Loud.seen.append(key)
        return self.value

    def __setitem__(self, key, value):
        self.value = value
        Loud.seen.append([key])

    def __contains__(self, key):
        Loud.seen.append((key,))
        return True

    def __eq__(self, other):
        Loud.seen.append({})
        return self is other

    def __lt__(self, other):
        Loud.seen.append([other])
        return False

    def __add__(self, other):
        Loud.seen.append(other)
        return [self, other]

    def __hash__(self):
        Loud.seen.append(None)
        return 7

    def __iter__(self):
        Loud.seen.append("iter")
        return iter([self.value])

    def append(self, item):
        self.value = [item]

    def pop(self):
        return Loud.seen.pop() if Loud.seen else self.value


class Items(list):
    def __getitem__(self, key):
        Loud.seen.append([])
        return super().__getitem__(key)

    def append(self, item):
        super().append([item])


def some(first, last, count=12):
    """The same things for a while, and then others."""
    return [first() for _ in range(count)] + [last(), first(), last()] + [first() for _ in range(4)]


def subscripts():
    for box in some(lambda: [[1], [2]], lambda: {0: [3], 1: [4]}):
        item = box[0]
        box[1] = item
    for box in some(lambda: [[1], [2]], lambda: Loud([5])):
        item = box[0]
        box[1] = item
    for box in some(lambda: {0: [1], "a": [2]}, lambda: collections.defaultdict(list)):
        item = box["a"]
        box["b"] = box[0]
    for box in some(lambda: [[1], [2]], lambda: Items([[1], [2]])):
        item = box[0]
        item.append(box)
    for box in some(lambda: ([1], [2]), lambda: [[1], [2]]):
        item = box[-1]
    return item


def keys():
    table = {1: [1], "a": [2], 2.5: [3]}
    table[Loud(1)] = [4]
    loud = Loud(2)
    for key in [1] * 12 + ["a", 2.5, loud, 1, True, "a", loud]:
        found = key in table
        if found:
            item = table[key]
            table[key] = [item]
    counts = {}
    for word in ["a", "b", "a"] * 5 + [loud, "a", loud]:
        if word not in counts:
            counts[word] = 0
        counts[word] += 1
    return counts


def operators():
    kept = []
    for one, other in [(1, 2)] * 12 + [(Loud(1), 2), ([1], [2]), ("a", "b"), (Loud(3), 4), (1, 2)]:
        kept.append(one + other)
        smaller = one < other if type(one) is type(other) else one == other
    for one in [[1]] * 10 + [[Loud(1)], [1], "a", [Loud(2)]]:
        if one == [1]:
            kept.append(one)
    row, total = [1, 2, 3], 0
    for at in [0, 1, 2] * 5 + [-1, True, 2 ** 70 - 2 ** 70, 1]:
        total += row[at - 1] + row[at]
        row[at] = total
    return kept, smaller


def methods():
    ends = some(lambda: [[1]], lambda: Loud([2])) + some(lambda: [[1]], lambda: Items([[3]]))
    for end in ends + [collections.deque([1]), bytearray(b"ab")]:
        end.append(7)
        end.pop()
    text = []
    change = "ab".upper
    for turn in range(20):
        text.append([turn])
        change()
        if turn == 14:
            change = text.clear
        elif turn == 16:
            change = "cd".upper
    measure = len
    for turn in range(20):
        measure(text)
        if turn == 14:
            measure = text.append
        elif turn == 16:
            measure = lambda item: item.append(1)
    make = list
    for turn in range(20):
        made = make(text)
        if turn == 13:
            make = Loud
        elif turn == 15:
            make = Items
        elif turn == 17:
            make = lambda of: of
    return made


def iterators():
    sources = some(lambda: [[1], [2]], lambda: ([3], [4])) + some(lambda: range(2), lambda: Loud([1]))
    taken = []
    for source in sources + [{1: 2}, {3}, "ab", iter([[5]]), (x for x in [[6]])]:
        for item in source:
            taken.append(item)
    for turn in range(16):
        left = iter([[turn], [turn]]) if turn < 12 else iter(([turn], [turn]))
        first = next(left)
        for item in left: taken = [item, first]
    return taken


class Point:
    def __init__(self, x):
        self.x = x
        self.y = [x]

    def step(self):
        self.x += 1
        return self.y


def moved(self):
    Loud.seen.append(self)
    self.y = [self.x]
    return self.y


def attributes():
    point = Point(1)
    for turn in range(30):
        got = point.step()
        point.y = got
        other = Point(turn)
        if turn == 12:
            Point.step = moved
        elif turn == 15:
            Point.x = property(lambda self: Loud.seen.append(self) or 3, lambda self, value: Loud.seen.append(value))
        elif turn == 18:
            del Point.x
            point = Point(1)
        elif turn == 20:
            Point.__setattr__ = lambda self, name, value: object.__setattr__(self, name, [value])
        elif turn == 22:
            del Point.__setattr__
            point = Point(3)
        elif turn == 24:
            Point.__init__ = lambda self, value: Loud.seen.append(self)
        elif turn == 26:
            point = Loud(4)
            Loud.step = moved
            point.y = []
            point.x = 1
    return other


def called(value):
    return [value]


def calls():
    global called, len
    kept = []
    for turn in range(24):
        kept.append(called(turn))
        size = len(kept)
        if turn == 12:
            called = Loud
        elif turn == 14:
            called = kept.append
        elif turn == 16:
            called = lambda value: kept.pop()
        elif turn == 18:
            len = kept.append
        elif turn == 20:
            del len
    return size


def spaces():
    code = compile("item = box[0]\nbox.append(item)\nname = box\nbox[0] = name", "spaces", "exec")
    shared = {"box": [[1]]}
    for turn in range(10):
        exec(code, shared)
    for turn in range(4):
        exec(code, shared, {"box": Loud([turn])})
        exec(code, {"box": [[turn]]}, {"box": Items([[turn]])})
        exec(code, {"box": {0: [turn]}, "append": 1} if turn < 0 else {"box": [[turn], [1]]})
    for turn in range(6):
        exec(compile(f"def made(x): return [x, {turn}]\nfor k in range(5): made(box)", "made", "exec"), shared)


def cells():
    held = [1]

    def inner(by):
        nonlocal held
        held += by
        return held

    for by in [[1]] * 10 + [[2], (3,), [4]]:
        inner(by)
    held = 5
    for by in [1] * 10 + [2.5, True]:
        inner(by)
    held = Loud([1])
    inner(3)
    return held


for run in (subscripts, keys, operators, methods, iterators, attributes, calls, spaces, cells):
    for again in range(2):
        try:
            kept = run()
        except (TypeError, AttributeError, KeyError, IndexError) as error:
            kept = str(error)
    Loud.seen.clear()
