"""What a picture says is what the interpreter says: the names, boxes and references read from it are those that the program
itself finds, at that very moment, through id() and gc.get_referents().

truth.py, which asks the interpreter, says what is deliberately not drawn, and why.
"""
import re

from checker import Checker
from picture import Picture
from recordings import HERE, TELL, WIDTHS, Recording, finish, pythons, test

MANNERS = [(), ("--ascii",), ("--labels",), ("--labels", "--ascii")]

PROGRAMS = {
    "nested lists": "a = [1, [2, [3, []]], []]\nb = a[1][1]\nc = [a, b, a]\nTELL\n",
    "a dictionary in an instance in a list": """
class Box:
    pass
box = Box()
box.things = {'pen': [1, 2], 7: None, 'lid': {}}
row = [box, box.things]
TELL
""",
    "sets": "a = {1, 2, 3}\nb = frozenset(['x'])\nc = {b, (1, 2)}\nd = set()\ne = [a, a]\nTELL\n",
    "shared tuples": "a = (1, [2])\nb = (a, a)\nc = {'k': a, 'l': b}\nd = ()\nTELL\n",
    "a linked list": """
class Node:
    def __init__(self, value, after):
        self.value = value
        self.after = after
head = None
for value in range(5):
    head = Node(value, head)
third = head.after.after
TELL
""",
    "a tree": """
class Tree:
    def __init__(self, key):
        self.key, self.left, self.right = key, None, None
    def add(self, key):
        side = 'left' if key < self.key else 'right'
        if getattr(self, side) is None:
            TELL
            setattr(self, side, Tree(key))
        else:
            getattr(self, side).add(key)
root = Tree(5)
for key in (2, 8, 1, 3):
    root.add(key)
TELL
""",
    "a list in itself": "a = [1]\na.append(a)\nTELL\nb = [a]\na[0] = b\nTELL\na.clear()\nTELL\n",
    "two cycles that cross": """
a, b, c, d = {}, {}, [], []
a['to'] = b
b['to'] = a
c.append(d)
d.append(c)
TELL
a['over'] = c
d.append(b)
c.append(a)
TELL
""",
    "a default that is a list": """
def collect(item, items=[], *, more={}):
    items.append(item)
    TELL
    return items
first = collect(1)
second = collect(2)
TELL
""",
    "a list that a class has": """
class Dog:
    tricks = []
    legs = 4
class Puppy(Dog):
    pass
rex, fido = Dog(), Puppy()
rex.tricks.append('sit')
fido.tricks = rex.tricks
TELL
""",
    "two bases": """
class A:
    data = [1]
class B:
    data = A.data
class C(A, B):
    pass
class D(C):
    more = C
d = D()
d.data = D.data
TELL
""",
    "a bound method": """
class Bell:
    def ring(self):
        return [self]
bell = Bell()
ring = bell.ring
rung = ring()
Bell.ring.loud = [1]
TELL
""",
    "a class with all that belongs to one": """
class Shape:
    __slots__ = ('side', 'seen')
    scale: int = 2
    def __init__(self, side: int = 1, *, name='square', more=(1, (2, None))):
        self.side = side
    @property
    def size(self):
        return self.side * self.scale
    @size.setter
    def size(self, size):
        self.side = size // self.scale
    @staticmethod
    def make():
        return Shape()
    def grow(self, by=[1]):
        return Shape(self.side + by[0])
    @classmethod
    def unit(cls):
        return cls(1)
class Cube(Shape):
    def __init__(self):
        super().__init__(2)
cube = Cube()
TELL
init = Cube.__init__
sides = Shape.__slots__
TELL
del init, sides
TELL
""",
    "what the library puts into a class": """
import dataclasses, enum, typing
@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
    seen: list = dataclasses.field(default_factory=list)
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class Pair(typing.NamedTuple):
    left: list
    right: int = 1
p, c, t = Point(1), Color.RED, Pair([])
TELL
fields = Point.__dataclass_fields__['x'].name
TELL
""",
    "a generator's names": """
def count(items):
    seen = []
    for item in items:
        seen.append(item)
        yield seen
things = [[1], [2], [3]]
counting = count(things)
got = next(counting)
TELL
got2 = next(counting)
TELL
""",
    "deep copies": """
import copy
a = [[1], {'x': [2]}]
a.append(a[0])
b = copy.copy(a)
c = copy.deepcopy(a)
TELL
""",
    "a long list": "a = list(range(3000))\nb = [[n] for n in range(60)]\nc = {n: [n] for n in range(40)}\nTELL\n",
    "a deep stack": """
def down(n, path):
    here = path + [n]
    if n == 0:
        TELL
        return here
    return down(n - 1, here)
down(7, [])
""",
    "a very deep stack": "def down(n):\n    if n:\n        return down(n - 1)\n    TELL\ndown(30)\n",
    "slots": """
class Point:
    __slots__ = ('x', 'y')
p = Point()
p.x = [1]
q = Point()
q.x, q.y = p.x, p
TELL
""",
    "closures that share a cell": """
def account():
    log = []
    total = 0
    def put(n):
        nonlocal total
        total += n
        log.append(n)
        TELL
    def get():
        return total, log
    return put, get
put, get = account()
put(5)
TELL
""",
    "values of every kind": """
a = [1, -2.5, 'it\\'s', b'\\x00z', True, None, 3+4j, ..., 'é']
b = {'one': 1, 2: 'two', (3, 4): 'pair', None: 0.1}
c = 'a string that is much too long for a slot'
d = 10 ** 40
e = [c, d, c]
TELL
""",
    "an instance's dictionary that has a name": """
class Pair:
    def __init__(self):
        self.a = [1]
        self.b = 2
pair = Pair()
names = pair.__dict__
TELL
pair.a = [3]
TELL
setattr(pair, 'b', [4])
TELL
del pair.a
TELL
pair.c = [5]
names['d'] = [6]
TELL
""",
    "instances that share a dictionary": """
class Borg:
    shared = {}
    def __init__(self):
        self.__dict__ = self.shared
    def put(self, value):
        self.value = [value]
a, b, c = Borg(), Borg(), Borg()
a.put(1)
TELL
b.put(2)
TELL
c.more = [3]
TELL
del c, a.value
TELL
b.__dict__ = {}
b.own = a
a.more.append(4)
a.less = [5]
TELL
Borg.shared['end'] = [6]
TELL
""",
    "values that differ in their middle alone, one after another at one address": """
for i in range(9):
    a = '\U0001d538' * 9 + str(i) + '\U0001d538' * 9
    b = complex(-0.0 if i % 4 == 2 else 0.0, -1.0 if i % 4 == 2 else 1.0)
    TELL
""",
    "many names for one": "a = []\nb = c = d = e = f = a\ng = [a, b, [c, (d, e)]]\nh = {'f': f, 'g': g}\nTELL\n",
    "things that went": "a = [1]\nb = [2]\na = b\ndel b\nTELL\nc = [a]\nc.pop()\nTELL\nx = y = [c]\ndel x\nTELL\n",
    "three against three": "a, b, c = [1], [2], [3]\nx = [c, b, a]\ny = [b, a, c]\nz = [a, c, b]\nw = [x, y, z]\nTELL\n",
}
for path in sorted(set((HERE / "programs").glob("*.py")) - {HERE / "programs" / "threads.py"}):  # locks tell nothing
    PROGRAMS[path.stem] = "".join(line + ("TELL\n" if re.match(r"\S", line) and not re.match(r"def |class ", line) else "")
                                  for line in path.read_text().splitlines(True)) + "TELL\n"


def check_program(case, name, source, python, manners, widths):
    recording = Recording(case, re.sub(r"\W", "_", name), source.replace("TELL", TELL), python)
    truths, steps = recording.truths(), recording.steps_at(TELL)
    case.equal((recording.status, recording.errors), (0, ""), f"{name} runs under {python}")
    if not case.check(truths and len(truths) == len(steps), f"{name}: as many steps as truths", len(truths), steps):
        return
    for truth, step in zip(truths, steps):
        for width in widths:
            for manner in manners:
                text = recording.picture(*manner, step=step, width=width)
                found = Checker(truth, Picture(text, "--ascii" in manner)).complaints
                case.check(not found, f"{name}, CPython {python}, step {step}, width {width} {' '.join(manner)}:\n{text}",
                           *found[:5])


def add_test(name, source):
    def run(case):
        versions = [version for version, _ in pythons(case)]
        check_program(case, name, source, versions[0], MANNERS, WIDTHS)
        check_program(case, name, source, versions[0], MANNERS[:2], (40,))  # objects below the frames
        for version in versions[1:]:
            check_program(case, name, source, version, MANNERS[:1], WIDTHS[1:2])
    run.__name__ = re.sub(r"\W", "_", name)
    test(run)


for program_name, program_source in PROGRAMS.items():
    add_test(program_name, program_source)


# What was drawn with text in place of some arrows, because lanes between boxes were short.
ROOM = {
    "a list that counts": """
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next
class List:
    def __init__(self):
        self.head = None
        self.size = 0
    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1
items = List()
for x in 3, 1, 2:
    items.push(x)
""",
    "nodes that know each other": """
class Node:
    def __init__(self, value):
        self.value, self.prev, self.next = value, None, None
a, b, c = Node(1), Node(2), Node(3)
a.next = b
b.prev = a
b.next = c
c.prev = b
head, tail = a, c
""",
    "nested containers": """
inner = [1, 2]
matrix = [[0] * 3 for _ in range(3)]
data = {"name": "x", "rows": [inner, [inner, {"k": inner}]], "m": matrix}
copy = dict(data)
t = (inner, [inner], {"a": matrix[0]})
""",
    "a diamond": """
class A:
    tags = ["a"]
class B(A):
    pass
class C(A):
    tags = ["c"]
class D(B, C):
    pass
d = D()
d.items = [A(), B(), C()]
""",
}


@test
def arrows_where_there_is_room(case):
    for name, source in ROOM.items():
        case.file("x.py", source)
        drawn = case.run("run", "--print", "--all", "--width", "160", "x.py").stdout.decode()
        case.check("What happened" in drawn and "●" in drawn, f"{name} is drawn", drawn)
        lost = [row for row in drawn.split("\n") if "→ …" in row]
        case.equal(lost, [], f"{name}: every reference has its arrow at 160 columns")


finish()
