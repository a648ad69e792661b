# What methods of strings and other values give, and what dictionaries and lists give of what they hold, when what they
# hold changes from time to time: a line that was found to touch one thing comes to touch another.
class Item:
    def __init__(self, weight):
        self.weight = weight
        self.notes = []

    def __lt__(self, other):
        self.notes.append(other)
        return self.weight < other.weight

    def __add__(self, other):
        self.notes = [other]
        return Item(self.weight + getattr(other, "weight", other))

    __radd__ = __add__

    def __format__(self, how):
        self.notes.append(how)
        return "item"

    def __str__(self):
        self.notes.append(str)
        return "item"


class Key:
    def __init__(self, of):
        self.of = of

    def __hash__(self):
        return hash(self.of)

    def __eq__(self, other):
        return self.of == getattr(other, "of", other)


class Unusual(str):
    def upper(self):
        seen.append(self)
        return [seen]

    def __len__(self):
        seen.append(len)
        return 0


seen = []


def entries(table, key, item):
    table.get(key, item).notes.append(key)
    table.get(key, item).weight = [key]
    table.setdefault(key, item).notes.append(item)
    table.get(key, item).notes = [table]
    found = table.pop(key, item); found.notes = [found]
    table.setdefault(str(key) + "x", item).notes = [table.get(key)]
    found = table.get(key); table[key] = item; table.get(key).notes = [found, table.get(key)]
    found = None


def sizes(rows, key, item):
    rows[key % len(rows)].append(item)
    rows[len(rows) - 1].append([item])
    rows[len(rows) // 2][0] = item
    rows.append([item]); rows[len(rows) - 1].append(rows)
    rows[len("ab") - 2].insert(0, item)
    rows[-len(rows)].append(item); rows.pop(len(rows) - 1).append(item); rows[len(rows) - 1].append(item)
    rows[len({key: item}) - len({item}) - len((item,)) + 1] = rows[len(rows[0]) % len(rows)]


def pops(row, item):
    row.pop(0).notes.append(item)
    row.insert(0, item)
    row.append(Item(0)); row.pop(-1).notes = [row.pop(0)]
    row += [item, item, Item(3)]
    row.pop(1).notes = [row.pop(0), item]
    row.append(Item(1))
    row.append(item)


def sums(row, item):
    total = sum(row) + sum(row, 0); least = min(row); most = max(row)
    ordered = sorted(row); both = sorted(row, reverse=True)[0]; row.append(row.pop())
    return total, least, most, ordered, both


def words(text, item):
    parts = text.strip().lower().split(); parts.append(item); text.upper()
    text = "%s {} {item}".replace("%s", "").strip().format(parts, item=[item]).title().join(["a", "b"])
    ordered = sorted(parts[:-1]); ordered.append(item); text.center(20).split().append(item)
    mixed = sorted([3, 1]).index(3), text.lower().split().count(item), text.encode().decode().startswith(("a", "b"))
    whole = "".join(sorted(text)).upper().count("A") + len(text.strip().lower()) + (5).bit_length()
    return ordered, mixed, whole, str.upper(text), ",".join(map(str, (1, 2))), text.partition(" ")[0].strip()


for turn in range(40):
    one, other = Item(turn), Item(-turn)
    entries({"a": one, "b": other}, "a", other)
    entries({"b": one}, "a", other)
    entries({1: one, 2: other}, turn % 4, other)
    entries({1.0: one, True: other, 0.0: one}, turn % 2, other)
    entries({Key("a"): one, Key(1): other}, ("a", 1)[turn % 2], other)
    entries({"".join(["a", str(turn)]): one}, "".join(["a", str(turn)]), other)
    entries({None: one, (1, 2): other}, (None, (1, 2), 2.5)[turn % 3], other)
    rows = [[one] for i in range(1 + turn % 5)]
    for key in range(6):
        sizes(rows, key, other)
    sizes([[one]] * 3, turn, other)
    pops([one, other, Item(5)], other)
    pops([one, one, turn][:2 + turn % 2], one)
    one, other = Item(turn), Item(-turn)
    made = sums([turn, 3, 1.5], one), sums([2, 1], one)
    words("  Some Words %d " % turn, one)
    if turn % 10 == 9:
        made = sums([one, other, Item(2)], other), sums([3, one, other][1:], one)
        made = [x for x in (sum([1, 2]), min([one, other]), max((3, 1)), sorted({"b": one, "a": other}))]
        words(Unusual("odd one"), other), len(Unusual("x"))
    try:
        made = "".join(item for item in (one, other))
    except TypeError:
        made = ", ".join(str(item) for item in (one, other)), "{} {}".format(one, [other]), "{0.notes}".format(one)
    made = rows = one = other = None
print(len(seen))
