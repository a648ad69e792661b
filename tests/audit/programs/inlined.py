# What CPython 3.12 and 3.13 do in instructions of their own: comprehensions without a frame, classes whose __init__ runs
# inside the call, generators that run inside the loop, super() without an object, slices.
class Base:
    def __init__(self, items):
        self.items = items

    def add(self, item):
        self.items.append(item)
        return self

    @property
    def last(self):
        return self.items[-1]


class Derived(Base):
    def __init__(self, items, more):
        super().__init__(items)
        self.more = more

    def add(self, item):
        self.more.append(super().add(item).items)
        return self

    @property
    def last(self):
        return [super().last]


class Truth:
    def __init__(self, log, answer):
        self.log = log
        self.answer = answer

    def __bool__(self):
        self.log.append(self)
        return self.answer


def each(log, count):
    for k in range(count):
        log.append([k])
        yield log[-1]


def many(rows):
    made = [Derived(rows, [row]) for row in rows[:3]]
    for k in range(20):
        made.append(Derived([made[-1]], [k]))
        made[-1].add(made[k])
        made[k].more.extend(made[-1].last)
    return made


def inlined(rows):
    log = []
    pairs = [(row, [item for item in row]) for row in rows]
    log.append([item for item in each(log, 3)] + [log.append(rows), log.pop(0)])
    nested = [[item.append(log) for item in each(log, 2)]
              for row in rows]
    named = {len(row): row for row in rows if row}
    row = [row for row in rows][0]
    found = {id(row): [each(log, 2)] for row in rows}
    return log, pairs, nested, named, row, found


def slices(rows):
    part = rows[1:3]
    rows[0:1] = [part, part[0]]
    part[:] = rows[:2]
    del rows[2:]
    return part


def either(log):
    first, second = Truth(log, True), Truth(log, False)
    one, two = [log], [first]
    one, two = two, one
    log.append(one if first and second else two.append(second))
    log.append(one.append(first) if first or second else two)
    return not first, [log] if second else [one], f"{log[:1]!r:>10}{one!s}"


def keywords(rows, *, into, also=None):
    into.append(rows)
    return dict(rows=rows, into=into, also=also or [into])


def delegate(log):
    log.append(each(log, 2))
    log[-1:] = [log[-1], each(log, 1)]
    got = yield from each(log, 2)
    log.append([got])
    yield from iter(log[:2])
    yield from map(log.append, [[1], [2]])


rows = [[k] for k in range(4)]
made = many(rows)
for turn in range(12):
    given = inlined([[turn], [turn, turn], []])
    cut = slices([[turn], [2], [3], [4]])
    log = []
    either(log)
    kept = keywords(rows, into=log, also=[turn])
    for thing in delegate(log): log.append(thing)
while rows: made.append(rows.pop())
here = [made.append([k]) for k in range(3)]; made.extend([here])
here = [made[k].items.append(made)
        for k in range(3)]
match made:
    case [Derived(items=[*_]), *rest] if rest: rest.append(made)
    case _: rest = None
del made[1:], rest
