"""The ids and reference counts drawn are those that the program itself finds at that step: id(x) and sys.getrefcount(x), less
the one reference that its argument is."""
import re

from picture import Picture
from recordings import Recording, finish, pythons, test

# `show X` becomes a line that prints; the picture is that of the step at which this line is about to run.
PROGRAMS = {
    "lists": "a = [1, 2]\nshow a\nb = a\nshow a\nc = [a, a, b]\nshow a\nshow c\ndel b\nshow a\nc.clear()\nshow a\nshow c\n",
    "tuples": "a = (1, [2])\nshow a\nshow a[1]\nb = (a, a)\nshow a\nc = a + b\nshow a[1]\nshow c\na = None\nshow b[0]\n",
    "dictionaries": "a = {'k': [1]}\nshow a\nshow a['k']\nb = {a['k'][0]: a, 2: a['k']}\nshow a\nshow a['k']\n"
                    "b[2] = b\nshow b\ndel b[1]\nshow a\na['k'] = a\nshow a\n",
    "sets": "a = {1, 2}\nshow a\nb = frozenset([(1, 2)])\nshow b\nc = {b}\nshow b\nd = c\nshow c\n",
    "instances": """
class Dog:
    kind = ['dog']
    def __init__(self, friend):
        show self
        self.friend = friend
        show self
    def bark(self, other):
        show self
        show other
rex = Dog(None)
show rex
fido = Dog(rex)
show rex
fido.bark(rex)
rex.friend = rex
show rex
show Dog.kind
show Dog
more = [Dog, Dog]
show Dog
bark = rex.bark
show rex
show bark
""",
    "slots": "class P:\n    __slots__ = ('x',)\np = P()\nshow p\np.x = [1]\nshow p.x\nq = P()\nq.x = p.x\nshow p.x\nq.x = q\nshow q\n",
    "functions": """
def f(x, *rest, key=None, **more):
    show x
    show rest
    show more
    show f
    y = x
    show x
    return y
show f
a = []
b = f(a, a, [1], key=2, other=a)
show a
f(f(a))
g = f
show f
h = lambda n: n
show h
f(h)
f(*[a, a])
f([7])
""",
    "loops": """
items = [[1], [2], [3]]
for item in items:
    show item
    show items
    other = item
    show item
for key, value in {'a': [1], 'b': [2]}.items():
    show value
while items:
    last = items.pop()
    show last
    show items
total = [x for x in [[4], [5]]]
show total
show total[0]
t = None
for i in range(4):
    t = [i]
    show t
""",
    "recursion": """
def down(n, path):
    here = [n, path]
    show path
    show here
    if n:
        down(n - 1, here)
    show here
down(3, [])
""",
    "closures": """
def outer():
    data = []
    def inner():
        show data
        return data
    show data
    show inner
    return inner
f = outer()
show f
g = f()
show g
f()
""",
    "generators": """
def count(data):
    mine = [data]
    show data
    yield mine
    show mine
    yield data
source = [1]
gen = count(source)
show gen
show source
got = next(gen)
show got
show source
again = next(gen)
show source
show got
gen.close()
show source
""",
    "exceptions": """
def fail(data):
    raise ValueError(data)
data = [1]
try:
    fail(data)
except ValueError as error:
    show data
    show error
    kept = error
show data
show kept
try:
    raise kept
except ValueError:
    show kept
with open(__file__) as file:
    show data
""",
    "texts and numbers": "a = 'a text that does not fit into a slot'\nb = [a + '!', a * 2]\nshow b[0]\nc = b[0]\nshow b[0]\n"
                         "d = 10 ** 50\ne = [d, d * 3]\nshow e[1]\nf = bytearray(b'x')\nshow f\ng = {'k': f}\nshow f\n",
    "a cycle": "a = []\na.append(a)\nshow a\nb = {'a': a, 'b': None}\nb['b'] = b\nshow a\nshow b\na.pop()\nshow a\n",
    "a class body": "class A:\n    data = [1]\n    show data\n    more = (data, data)\n    show data\nshow A.data\nshow A.more\n",
}

# The counts of texts and numbers are not recorded: the interpreter shares them as it likes.  Those of () and of what never
# dies mean nothing.
UNCOUNTED = ("str", "int")


def expand(source):
    # Arguments that are a tuple already have one reference each: the tuple's.  From CPython 3.14 on others may have none.
    counted = r"sys.getrefcount(*(\1,)) - 1"
    return "import sys\n" + re.sub(r"show (.+)", rf"print('drawn:', '\1'.replace(' ', ''), id(\1), {counted})",
                                   re.sub(r"(show .*)'(.*)'", r'\1"\2"', source)).replace("'a[\"k\"]'", "'a[k]'")


def check(case, name, source, version):
    recording = Recording(case, re.sub(r"\W", "_", name), expand(source), version)
    case.equal((recording.status, recording.errors), (0, ""), f"{name} runs under {version}")
    told = re.findall(r"^drawn: (\S+) (\d+) (-?\d+)$", recording.output, re.M)
    steps = recording.steps_at("print('drawn:'")
    if not case.equal(len(steps), len(told), f"{name}: as many steps as lines written"):
        return
    for (what, number, count), step in zip(told, steps):
        text = recording.picture("--labels", step=step, width=200)
        boxes = [box for box in Picture(text).objects if f"{int(number):x}".endswith(box.id)]
        where = f"{name}, CPython {version}, {what} at step {step}:\n{text}"
        if not case.check(len(boxes) == 1, f"one box has the id {int(number):x}: {where}"):
            continue
        if boxes[0].title in UNCOUNTED or re.search("cached|immortal", boxes[0].facts):
            case.check(boxes[0].references is None, f"no count is drawn: {where}")
        else:
            case.equal(boxes[0].references, int(count), f"the count drawn: {where}")


def add_test(name, source):
    def run(case):
        for version, _ in pythons(case):
            check(case, name, source, version)
    run.__name__ = re.sub(r"\W", "_", name)
    test(run)


for program_name, program_source in PROGRAMS.items():
    add_test(program_name, program_source)


finish()
