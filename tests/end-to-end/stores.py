"""The order of stores: a program whose containers, objects and namespaces log what is stored in them says what the recorded
instants must say.

Each program is recorded with instructions.  Wherever an instant stands before an instruction that stores an item, an attribute
or a name (or deletes one) in something that logs, the log must have the same key and the same value at the same place.  The
statements come out of a random generator with fixed seeds: targets of every kind, nested and starred, in assignments, `for`,
`with`, `except`, augmented ones, in a module's code, class bodies, functions and generators.
"""
import json
import random

from dumped import Log
from harness import finish, test

SEEDS = range(3)
STATEMENTS = 36
MOST = "100000000"  # walking what cannot be foreseen counts, too
OBSERVERS = """
import json, sys, types
told = []
def tell(thing):
    kind = type(thing)
    if kind in (list, tuple): return [kind.__name__, *map(tell, thing)]
    if kind is slice: return ['slice', tell(thing.start), tell(thing.stop), tell(thing.step)]
    return [kind.__name__, repr(thing)] if kind in (int, str, bool) else [kind.__name__]
def tell_of(what, key, *value): told.append([what, tell(key), *map(tell, value)])
class Box(dict):
    def __setitem__(self, key, value): tell_of('item', key, value); dict.__setitem__(self, key, value)
    def __delitem__(self, key): tell_of('del item', key); dict.__delitem__(self, key)
class Row(list):
    def __setitem__(self, key, value): tell_of('item', key, value); list.__setitem__(self, key, value)
    def __delitem__(self, key): tell_of('del item', key); list.__delitem__(self, key)
class Thing:
    def __setattr__(self, name, value): tell_of('attribute', name, value); object.__setattr__(self, name, value)
    def __delattr__(self, name): tell_of('del attribute', name); object.__delattr__(self, name)
class Field:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, owner, kind): return owner.__dict__[self.name]
    def __set__(self, owner, value): tell_of('attribute', self.name, value); owner.__dict__.update({self.name: value})
    def __delete__(self, owner): tell_of('del attribute', self.name); owner.__dict__.pop(self.name)
class Fields: a, b, c = Field(), Field(), Field()
class Properties:
    @property
    def a(self): return 1
    @a.setter
    def a(self, value): tell_of('attribute', 'a', value)
    @a.deleter
    def a(self): tell_of('del attribute', 'a')
class Space(dict):
    def __setitem__(self, key, value): tell_of('name', key, value); dict.__setitem__(self, key, value)
    def __delitem__(self, key): tell_of('del name', key); dict.__delitem__(self, key)
class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases): return Space()
class Given(Exception):
    pass
class context:
    def __init__(self, value): self.__dict__.update(value=value)
    def __enter__(self): return self.value
    def __exit__(self, *how): return True
box, row, thing, fields, properties = Box(), Row(range(20)), Thing(), Fields(), Properties()
"""
NAMES = [f"n{i}" for i in range(8)]


class Writer:
    """Statements; a shape is None for one value, or a list of shapes of which at most one is ("*", how many)."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.last = 1000

    def number(self):
        self.last += 1
        return str(self.last)

    def shape(self, deep=0):
        if deep == 3 or self.random.random() < (0.3, 0.6, 0.8)[deep]:
            return None
        inner = [self.shape(deep + 1) for _ in range(self.random.randint(1, 4))]
        if self.random.random() < 0.3:
            inner[self.random.randrange(len(inner))] = ("*", self.random.randint(0, 3))
        return inner

    def simple(self):
        return self.random.choice((
            lambda: self.random.choice(NAMES),
            lambda: f"box[{self.random.choice(NAMES + ['1', '2', repr('k')])}]",
            lambda: f"row[{self.random.randint(-3, 9)}]",
            lambda: f"thing.{self.random.choice('abc')}",
            lambda: f"fields.{self.random.choice('abc')}",
            lambda: "properties.a"))()

    def target(self, shape):
        if not isinstance(shape, list):
            return ("*" if shape else "") + self.simple()
        left, right = self.random.choice(("()", "[]"))
        return left + "".join(self.target(inner) + ", " for inner in shape) + right

    def value(self, shape):
        if not isinstance(shape, list):
            return self.number()
        inner = []
        for item in shape:
            inner += [self.value(None) for _ in range(item[1])] if isinstance(item, tuple) else [self.value(item)]
        if self.random.random() < 0.07:
            inner.append(self.number())  # one too many, unless something is starred
        text = "".join(item + ", " for item in inner)
        return self.random.choice(("({})", "({})", "[{}]", "iter([{}])", "(each for each in [{}])")).format(text)

    def assignment(self):
        shape = self.shape()
        return "".join(self.target(shape) + " = " for _ in range(self.random.choice((1, 1, 2)))) + self.value(shape)

    def loop(self):
        shape = self.shape()
        return f"for {self.target(shape)} in ({self.value(shape)}, {self.value(shape)}): {self.simple()} = {self.number()}"

    def manager(self):
        shape = self.shape()
        return f"with context({self.value(shape)}) as {self.target(shape)}: {self.assignment()}"

    def swap(self):
        targets = [self.simple() for _ in range(self.random.randint(2, 4))]
        return ", ".join(targets) + " = " + ", ".join(self.random.sample(targets, len(targets)))

    def augmented(self):
        return f"{self.simple()} {self.random.choice(('+=', '-=', '*='))} {self.number()}"

    def caught(self):
        return f"try: raise Given({self.number()})\n    except Given as {self.random.choice(NAMES)}: {self.assignment()}"

    def match(self):
        first, second = self.random.sample(NAMES, 2)
        return f"match {self.value([None] * 3)}:\n        case [{first}, *{second}]: {self.assignment()}"

    def other(self):
        name = self.random.choice(NAMES)
        return self.random.choice((f"del {self.simple()}", f"({name} := {self.number()})", f"import os.path as {name}",
                                   f"def {name}(): pass", f"class {name}: pass", f"from os import sep as {name}, path",
                                   f"row[1:3] = [{self.number()}, {self.number()}]",
                                   f"{name}, row[{name}] = {self.random.randint(0, 9)}, {self.number()}"))

    def statements(self, indented, count=STATEMENTS):
        kinds = (self.assignment,) * 6 + (self.loop, self.manager, self.swap, self.augmented, self.caught, self.match, self.other)
        lines = [f"{' = '.join(NAMES)} = 0"]
        for _ in range(count):
            lines.append(f"try:\n    {self.random.choice(kinds)()}\nexcept Exception: pass")
        return "\n".join(lines).replace("\n", "\n" + " " * indented)

    def program(self):
        names = "{name: globals()[name] for name in ('box', 'row', 'thing', 'fields', 'properties', 'context', 'Given')}"
        return "\n".join((
            OBSERVERS,
            f"class Observed(metaclass=Meta):\n    {self.statements(4)}",
            f"exec(compile({self.statements(0)!r}, '<observed>', 'exec'), Space({names}))",
            f"def work():\n    {self.statements(4)}", "work()",
            f"def generate():\n    {self.statements(4, 15)}\n    yield box\n    {self.statements(4, 5)}", "list(generate())",
            "print(json.dumps(told))"))


OPERATIONS = {"STORE_SUBSCR": "item", "STORE_SLICE": "item", "DELETE_SUBSCR": "del item", "STORE_ATTR": "attribute",
              "DELETE_ATTR": "del attribute", "STORE_NAME": "name", "DELETE_NAME": "del name"}
OBSERVED = {"item": ("Box", "Row"), "attribute": ("Thing", "Fields", "Properties")}


class Stores(Log):
    """The stores that the observers must have seen, in the order of the instants, as they tell of them."""

    def __init__(self, case, file):
        self.stores = []
        super().__init__(case, file)

    def on_splice(self, fields):
        entries = self.objects[fields["object"]]["entries"] = list(self.objects[fields["object"]]["entries"] or [])
        entries[fields["at"]:fields["at"] + len(fields["old"] or [])] = fields["now"] or []

    def type_of(self, birth):
        return self.text(self.objects[birth]["type"])

    def told(self, birth):
        thing = self.objects[birth]
        kind, value, entries = thing["kind"], bytes(thing["value"] or b""), list(thing["entries"] or [])
        if kind == 2:
            return ["bool", repr(value != b"\0")]
        if kind == 3:
            return ["int", str(int.from_bytes(value[1:], "little") * (-1 if value[0] else 1))]
        if kind == 6:
            return ["str", repr(value.decode())]
        if kind in (10, 11):
            return [self.type_of(birth), *map(self.told, entries)]
        return ["slice", *map(self.told, entries[1::2])] if kind == 16 else [self.type_of(birth)]

    def is_observed(self, frame):
        code = self.codes[self.frames[frame]]
        name = self.text(code["qualified"])
        return name == "Observed" or (name == "<module>" and self.text(code["file"]).startswith("<observed>"))

    def on_instruction(self, fields):
        super().on_instruction(fields)
        row = next(row for row in self.tables[self.frames[fields["frame"]]] if row["unit"] == fields["unit"])
        what, stack = OPERATIONS.get(self.text(row["name"])), self.stacks.get(fields["frame"], [])[::-1]
        if what is None:
            return
        stores, sort = not what.startswith("del"), what.split()[-1]
        if sort == "name":
            if self.is_observed(fields["frame"]):
                self.stores.append([what, ["str", repr(self.text(row["shown"]))], *map(self.told, stack[:stores])])
            return
        above = {"STORE_SUBSCR": 1, "DELETE_SUBSCR": 1, "STORE_SLICE": 2}.get(self.text(row["name"]), 0)
        if self.type_of(stack[above]) not in OBSERVED[sort]:
            return
        key = ["str", repr(self.text(row["shown"]))] if above == 0 else self.told(stack[0]) if above == 1 else [
            "slice", self.told(stack[1]), self.told(stack[0]), ["NoneType"]]
        self.stores.append([what, key, *map(self.told, stack[above + 1:above + 1 + stores])])


def compare(case, source, least):
    case.file("program.py", source)
    for version, _ in case.pythons():
        (case.folder / "x.trr").unlink(missing_ok=True)
        done = case.run("record", "--python", version, "--instructions", MOST, "-o", "x.trr", "program.py")
        seen, told = Stores(case, "x.trr").stores, json.loads(done.stdout or b"[]")
        apart = [(at, *pair) for at, pair in enumerate(zip(seen, told)) if pair[0] != pair[1]]
        case.check(seen == told and len(told) >= least, f"CPython {version}: stores as the program saw them",
                   apart[:1], (len(seen), len(told)), done.stderr)


@test
def stores_are_in_the_order_that_the_program_sees(case):
    compare(case, OBSERVERS + """
n, (box[1], *thing.a), fields.b = row[0] = 1, (2, 3, 4), 5
n, row[n] = 7, 9
row[0], row[1] = row[1], row[0]
for box[2], [thing.b, fields.c] in [(1, (2, 3)), (4, (5, 6))]: properties.a = 7
with context((1, 2)) as (thing.c, box['c']): pass
row[2] += 1
thing.a += [5]
row[3:5] = 8, 9
try: box['x'], thing.x, (box['y'], box['z']) = 1, 2, (3,)
except ValueError: del box['x'], thing.x
class Observed(metaclass=Meta):
    a, *b = c = 1, 2, 3
    for d in a, 4: e = d
    try: raise Given
    except Given as f: pass
    def g(self): pass
    import os.path as h
    del a
print(json.dumps(told))
""", 30)


def add_test(seed):
    def run(case):
        compare(case, Writer(seed).program(), 150)
    run.__name__ = f"stores of random statements are in the order that the program sees, {seed}"
    test(run)


for each in SEEDS:
    add_test(each)
finish()
