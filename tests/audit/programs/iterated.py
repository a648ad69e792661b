# What iterators give next, and the parts of what zip, enumerate and a dictionary's items give, each time that they go on.
class Item:
    def __init__(self, name):
        self.name = name
        self.notes = []

    def __iter__(self):
        self.notes.append(iter)
        return iter(self.notes)

    def __len__(self):
        self.notes.append(len)
        return len(self.notes)

    def __bool__(self):
        self.notes.append(bool)
        return True

    def __eq__(self, other):
        self.notes.append(other)
        return True

    __hash__ = None


def grows(items, by):
    for item in list(items):
        items.append(by)
        yield item


def parts(rows, table, text):
    made = [row.append(i) for i, row in enumerate(rows)]
    made = [row.append(x) for row, x in zip(rows, text)]
    made = [(a.append(b), b.append(i)) for i, (a, b) in enumerate(zip(rows, rows[1:]))]
    made = [row.append(key) for key, row in table.items()]
    made = [table[key].append(key) for key in table]
    made = [row.append(0) for row in table.values()]
    made = {key: [row.pop(), row.append(row)] for key, row in table.items() if row}
    made = {c: c.upper() for c in text if c.isalpha()}
    made = [(row.append(1), rows[i].append(2)) for i, row in enumerate(rows, len(rows) - 2) if i < len(rows)]
    made = [(a.append(1), b.append(2), c.append(3)) for a, b, c in zip(rows, table.values(), reversed(rows))]
    made = [len(row) for key, row in sorted(table.items(), key=str)], [row.pop(0) for i, row in enumerate(rows) if row and i]
    made = [x.append(i) for i, (key, x) in enumerate(table.items())]
    made = None


def twice(rows):
    over = iter(rows)
    made = [(a.append(1), b.append(a)) for a, b in zip(over, over)]
    over = iter(rows); also = enumerate(over)
    made = [(i, a.append(1), b.append(a)) for (i, a), b in zip(also, over)]
    over = enumerate(rows)
    for i, row in over: row.append(i); made = next(over, None)
    over = zip(rows, grows(rows, [1]))
    made = [(a.append(1), b.append(2)) for a, b in over]
    made = [(a.append(1), b.append(2)) for b, a in zip(grows(rows, [2]), rows)]
    made = [(i, a.append(1)) for i, a in enumerate(grows(rows, [3]))]
    over = also = made = None


def changing(rows, item):
    for i, row in enumerate(rows): rows[i] = [row, item]; rows[-1].append(i)
    for i, row in enumerate(rows): rows[(i + 1) % len(rows)] = row; row.append(item)
    for row, other in zip(rows, rows[:]): rows.pop(); other.append(row); rows.insert(0, [item])
    table = dict(enumerate(rows))
    for key, row in table.items(): table[key] = [row]; table[0].append(item)
    for key in table: table[key] = [table[key], item]; table[len(table) - 1].append(key)
    for row in table.values(): row.append(table); table[0] = row
    try:
        for key, row in table.items(): table[key + 9] = row; row.append(key)
    except RuntimeError:
        table.clear()


def odd(items):
    made = [len(item) for item in items], [bool(item) for i, item in enumerate(items)]
    made = [x == y for x, y in zip(items, items[1:])], [1 for i, item in enumerate(items) if item]
    made = [1 for key, item in {"a": items[0], 1: items[1]}.items() if item], [list(x) for i, x in enumerate(items)]
    made = {key: len(item) for key, item in zip("abc", items)}, {key: len(item) for key, item in enumerate(items)}
    made = None


for turn in range(30):
    rows = [[i] for i in range(2 + turn % 4)]
    table = {"a": rows[0], "b": [turn], turn: [rows]}
    parts(rows, table, "a1b")
    parts([[1], [2]], {"x": [1]}, "")
    parts([], {}, "é…")
    del table["a"]
    parts(rows, table, "é…x")
    twice([[1], [2], [3], [4]])
    changing([[turn], [1], [2]], [turn])
    if turn % 7 == 6:
        odd([Item("a"), Item("b"), Item("c")])
    else:
        odd([[1], (2,), {"a": 1}])
    holder = Item(rows)
    parts([[1], [2]], {"name": holder.notes, "notes": [holder.name]}, "ab")
    made = [holder.notes.append(value) for key, value in vars(holder).items() if key == "name"]
    made = [value.append(1) for key, value in holder.__dict__.items()]
    made = holder = rows = table = None
