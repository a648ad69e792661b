"""Generator expressions that are made where they are asked, by C functions that hold nothing of what they are given, that
hold it, or that make something new of it; and what is unusual: they give objects, have begun or ended, keep what they
go over, run nothing, or are no generator expressions.
"""
import gc


class Kept:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value

    def __add__(self, other):
        return Kept(self.value + other.value)

    def __radd__(self, other):
        return self


class Odd(int):
    def __radd__(self, other):
        held.append(self)
        return self


held = []
rows = [[1, 2, 3], [4, 5], [6]]
kept = [Kept(3), Kept(1), Kept(2)]
names = {"a": [1], "b": [2]}


def values():
    total = sum(x for x in rows[0])
    mean = sum(x for row in rows for x in row) / len(rows)
    most = max(len(row) for row in rows) - min(x for x in rows[1])
    some = any(x > 2 for x in rows[0]) or all(x > 2 for x in rows[0])
    text = ",".join(str(x) for x in rows[0]) + "".join(c for c in "abc" if c != "b")
    ordered = sorted(-x for x in rows[0])
    ordered.append(total)
    squares = list(x * x for x in rows[0])
    squares.append(mean)
    pairs = dict((name, len(value)) for name, value in names.items())
    pairs["c"] = most
    return tuple(x for x in rows[2]), {x for x in rows[0]}, set(x for x in rows[1]), some, text, pairs


def objects():
    least = min(thing for thing in kept)
    total = sum(thing for thing in kept)
    odd = sum(Odd(x) for x in rows[0])
    both = max((thing.value, thing) for thing in kept)
    ordered = sorted(thing for thing in kept)
    same = list(thing for thing in kept)
    same.append(least)
    joined = sum((row for row in rows), [])
    joined.append(total)
    first = next(thing for thing in kept)
    return odd, both, ordered, any(thing for thing in kept), first


def closed():
    def inner(limit):
        return sum(x for x in rows[0] if x < limit + shift), any(x > limit for x in rows[0])

    shift = 1
    return [inner(x) for x in rows[0]]


def begun():
    numbers = (x for x in rows[0])
    next(numbers)
    rest = sum(numbers)
    none = sum(numbers) + max(numbers, default=7)
    rows[1].append(none)
    again = (row for row in rows)
    for row in again:
        row.append(rest)
        if rest in next(again):
            break
    waiting = (row for row in rows)
    del again
    return waiting, [next(waiting) for _ in range(2)]


def several():
    ratio = sum(x for x in rows[0]) / max(1, sum(len(row) for row in rows))
    nested = sum(sum(x for x in row) for row in rows)
    deep = [max((y for y in row), default=0) for row in rows if any(x for x in row)]
    mixed = max(max(x for x in row) for row in rows) + min(row for row in rows)[0]
    rows[0].append(nested)
    return ratio, deep, mixed


def failing():
    try:
        return sum(x for x in ["a", rows])
    except TypeError as error:
        held.append(error)
    try:
        return max(x for x in [])
    except ValueError:
        return [list(x for x in row) for row in rows]


def replaced(sum=list, any=sorted):
    numbers = sum(x for x in rows[0])
    numbers.append(4)
    ordered = any(row for row in rows)
    ordered[0].append(5)
    return numbers, ordered


def iterators_named():
    pairs = zip(rows, kept)
    first = next(pairs)
    numbered = enumerate(rows)
    backwards = reversed(rows)
    items = iter(names.items())
    one = next(items)
    mapped = map(len, rows)
    chosen = filter(None, rows)
    views = names.keys(), names.values(), names.items()
    method = rows.append
    del pairs, first
    for at, row in numbered:
        row.append(at)
    del numbered
    del backwards, items
    del mapped, chosen, views, method
    return one


for turn in range(4):
    results = values(), objects(), closed(), begun(), several(), failing(), replaced(), iterators_named()
    del held[:]
    rows = [row[:3] for row in rows]
    gc.collect()
waiting = [(x for x in row) for row in rows]
del rows
waiting.pop()
sums = [sum(numbers) for numbers in waiting]


def let_go():
    def inner(xs):
        for x in xs:
            yield x

    last = list(inner([[1], [2]]))[-1]
    first = sorted(inner([[3], [2]]))[0]
    some = len(tuple(x for x in ([4], last, first)))
    return last, first, some, any(x for x in ([], last)) + 1


kept.append(let_go())
