"""The runner for a CPython of which nothing is known but its public API: it draws what the full runner of the same version
draws, but for what is listed in LACKS, says what it is, and runs nothing of the program's.

configure builds one of the newest version that is known (--with-public-api), under a name by which nobody takes it for one; here
it is called 3.99.  Where it was built for a version that really is not known, there is nothing to compare it with."""
import os
import pathlib
import re
import subprocess
import sys

from harness import SOURCE, TERRARIUM, finish, test

sys.path.insert(0, str(SOURCE / "tests/golden"))
from masking import elsewhere, has_long_ids, mask  # noqa: E402

FOLDER = pathlib.Path(os.environ.get("TERRARIUM_RUNNER_DIR") or pathlib.Path(TERRARIUM).parent)
RUNNER = FOLDER / "terrarium-run-public"
NAME = "3.99"
ATTEMPTS = 8  # at a run in which four digits tell all ids apart

PROGRAMS = {
    "generators": """\
def numbers(n):
    got = []
    for i in range(n):
        sent = yield i
        got.append(sent)
    return got
def outer():
    result = yield from numbers(2)
    yield result
g = outer()
next(g)
g.send('a')
last = g.send('b')
del g
h = numbers(5)
next(h)
h.close()
def held():
    try:
        yield [1]
    finally:
        print('closed')
k = held()
next(k)
k = None
squares = [x * x for x in range(3)]
pairs = {key: value for key, value in [('a', 1), ('b', 2)]}
""",
    "classes": """\
class Base:
    kind = 'base'
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('del', self.name)
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self):
        self.a = 1
class Child(Base):
    def __init__(self, name, items=(), *rest, key=None):
        super().__init__(name)
        self.items = list(items)
    @property
    def size(self):
        return len(self.items)
    @classmethod
    def make(cls):
        return cls('made')
c = Child('one', [1, 2])
c.size
d = Child.make()
d = None
s = Slots()
s.b = [1]
c.items.append(c)
del c.name
c.name = 'again'
c = None
class Noted(list):
    pass
noted = Noted([1, 2])
noted.note = 'x'
""",
    "exceptions": """\
class Bad(Exception):
    pass
def f(x):
    try:
        return 1 / x
    except ZeroDivisionError as error:
        raise Bad('bad') from error
    finally:
        done = True
try:
    f(0)
except Bad as error:
    kept = error
def deep(n):
    if n == 0:
        raise ValueError(n)
    deep(n - 1)
try:
    deep(3)
except ValueError:
    pass
for i in range(3): j = i
while i: i -= 1
f(0)
""",
    "containers": """\
from collections import Counter, defaultdict, deque, namedtuple
d = deque([1, [2], 3], maxlen=4)
d.append(9)
d.popleft()
groups = defaultdict(list)
groups['x'].append(1)
counted = Counter('aab')
Point = namedtuple('Point', 'x y')
point = Point(1, [2])
chosen = {1, 2, (3,)}
fixed = frozenset([1])
raw = bytearray(b'abc')
raw.append(100)
steps = range(0, 10, 2)
big = [10 ** 40, -2 ** 70, -1, 0, 2 ** 30, -2 ** 30, 2 ** 64 - 1]
cut = slice(1, None)
for i in range(20): t = [i]
""",
    "coroutines": """\
import asyncio
async def double(n):
    await asyncio.sleep(0)
    return 2 * n
async def main():
    return await asyncio.gather(double(1), double(2))
found = asyncio.run(main())
""",
    "functions": """\
def add(x, y=[1], *rest, key=None, **named):
    def inner():
        return x, rest
    total = [x, y, key]
    return inner
f = add(1, [2], 3, key=4, other=5)
got = f()
method = [].append
method(1)
double = lambda n: 2 * n
double(3)
exec('made = 1')
text = str(sorted([3, 1, 2], key=double))
""",
}

# What the public API does not tell: (what, program, what the full runner says of it).
LACKS = [
    ("where an iterator is", "it = iter([1, 2, 3])\nnext(it)\nend = 1\n", r"list_iterator.* changed: position is now 1"),
    ("an OrderedDict's own order",
     "from collections import OrderedDict\nd = OrderedDict(a=1, b=2)\nd.move_to_end('a')\nend = 1\n", r"'b' 2 +│\n.*'a' 1 +│"),
    ("the function of a frame that nothing else refers to", "t = (lambda: 7)()\nend = 1\n", r"function <lambda> \S+ died"),
    ("whether a file is closed", "f = open('/dev/null', 'rb')\nf.close()\nend = 1\n", r"it is now closed"),
    ("value stacks", "a = [1]\n", r"value stack ─"),
]


def folder(case):
    runners = case.folder / "runners"
    if not runners.exists():
        runners.mkdir()
        (runners / f"terrarium-run-{NAME}").symlink_to(RUNNER)
    return str(runners)


def version():
    """Of which CPython the runner was built."""
    told = subprocess.run([RUNNER, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return ".".join(told.split(".")[:2])


def has_other(case):
    return version() in [known for known, _ in case.pythons()]


def draw(case, program, public, *options):
    for attempt in range(ATTEMPTS):
        variables = elsewhere(attempt)
        if public:
            variables["TERRARIUM_RUNNER_DIR"] = folder(case)
        done = case.run("run", "--print", "--all", "--width", "120", "--labels", "--python", NAME if public else version(),
                        *options, program, variables=variables)
        if not has_long_ids(done.stdout.decode()):
            break
    return done


def plain(text):
    """The pictures, without what says that they came by the public API, nor where sentences are wrapped.  (The library's own
    Python code that ran before the program did, such as codecs, is told of by the public runner alone.)"""
    text = re.sub(r"^Note: Nothing is known of this version.*\n", "", text.replace(" (public API)", ""), flags=re.M)
    steps = [mask(step) for step in re.split(r"\n(?=Step \d+ of )", text)]
    steps = [re.sub(r"\n  (?=\S)", " ", step) for step in steps]
    steps = [re.sub(r"…[0-9a-f]{1,3}…", "…___…", step) for step in steps]  # ids that are cut
    return [re.sub(r" Library code ran: codecs\.\S+ N ms\.", "", step) for step in steps]


def compare(case, name, source):
    program = case.file(f"{name}.py", source)
    full, public = draw(case, program, False), draw(case, program, True)
    case.equal((public.returncode, public.stderr), (full.returncode, full.stderr), f"{name}: status and standard error")
    shown, expected = plain(public.stdout.decode()), plain(full.stdout.decode())
    case.equal(len(shown), len(expected), f"{name}: steps")
    for one, other in zip(shown, expected):
        if one != other:
            case.check(False, f"{name} is drawn otherwise by the public API:\n{one}\nthan by the full runner:\n{other}")
            return
    case.check(True, name)


def add_comparison(name, source):
    def run(case):
        if has_other(case):
            compare(case, name, source)
        else:
            done = draw(case, case.file(f"{name}.py", source), True)
            case.check("Step 3 of " in done.stdout.decode(), f"{name} is recorded", done.stdout, done.stderr)
    run.__name__ = f"pictures_of_{name}"
    test(run)


@test
def each_lack_is_one(case):
    for what, source, pattern in LACKS if has_other(case) else []:
        program = case.file("program.py", source)
        options = ["--lens", "instruction"] if what == "value stacks" else []
        full, public = draw(case, program, False, *options), draw(case, program, True, *options)
        case.check(re.search(pattern, full.stdout.decode()), f"the full runner tells {what}", full.stdout.decode())
        case.check(not re.search(pattern, public.stdout.decode()), f"the public one does not tell {what}", public.stdout.decode())


@test
def it_says_what_it_is(case):
    here = {"TERRARIUM_RUNNER_DIR": folder(case)}
    told = case.run("--version", variables=here).stdout.decode()
    case.check(re.search(rf"^CPython {re.escape(version())}\.\S+ \(.*\) by its public API$", told, re.M), "--version", told)
    told = case.run("doctor", variables=here).stdout.decode()
    case.check("nothing is known of this version but its public API" in told, "doctor", told)
    told = draw(case, case.file("program.py", "a = 1\n"), True).stdout.decode()
    case.equal(told.count("(public API)"), 2, "each picture says so")
    case.check("Note: Nothing is known of this version of CPython but its public API" in told, "the note at the end", told)
    case.complains(["timeline", "--print", "program.py"], 1, re.compile("threads cannot be watched under CPython 3"), variables=here)


@test
def the_lens_of_instructions_promises_nothing(case):
    case.file("script", "\n".join(["size 80x24", "settle", "until (public API)", "key 2", "until instructions are not known",
                                   "never I runs it again", "key Right I", "until instructions are not known"]) + "\n")
    case.file("program.py", "a = 1\nb = 2\n")
    done = case.run("run", "--script", "script", "--python", NAME, "program.py",
                    variables={"TERRARIUM_RUNNER_DIR": folder(case)})
    case.equal(done.returncode, 0, done.stdout.decode())


@test
def nobody_takes_it_unasked(case):
    told = re.findall(r"^CPython (3\.\d+)\S* .* by its public API$", case.run("--version").stdout.decode(), re.M)
    case.check(told in ([], [version()]), "a runner that was built for the tests is none for programs", told)


@test
def nothing_of_the_programs_is_run(case):
    source = (SOURCE / "tests/neutral/programs/calls").glob("*.py")
    interpreter = subprocess.run([RUNNER, "--version"], stdout=subprocess.PIPE).stdout.decode().split("\t")[1]
    programs = [*source, *(SOURCE / "tests/neutral/programs/ends").glob("exit*.py")]
    case.check(programs, "programs that count calls of their special methods")
    for path in programs:
        program = case.file("program.py", path.read_bytes())
        same = {"PYTHONHASHSEED": "0"}
        expected = case.run(program, program=interpreter, variables=same)
        done = case.run("record", "--python", NAME, "-o", "x.trr", program,
                        variables={"TERRARIUM_RUNNER_DIR": folder(case), **same})
        case.equal((done.returncode, done.stdout), (expected.returncode, expected.stdout), path.stem)


@test
def a_tracer_of_references_of_the_programs_own_is_told_as_well(case):
    source = """\
import tracemalloc
tracemalloc.start()
def numbers():
    yield [1]
kept = [numbers() for i in range(3)]
for each in kept:
    next(each)
del kept, each
used = tracemalloc.get_traced_memory()[0] > 0
tracemalloc.stop()
for i in range(20): t = [i]
print(used)
"""
    done = draw(case, case.file("program.py", source), True)
    told = done.stdout.decode()
    case.equal((done.returncode, done.stderr), (0, b""), "it runs to its end")
    case.check(re.search(r"Output so far:\n  True\n", told), "and does what it does", told[-2000:])


if not RUNNER.exists():
    print("skipped: no CPython from 3.13 on with a GIL was there to build terrarium-run-public for")
    sys.exit(77)
for golden in sorted((SOURCE / "tests/golden/programs").glob("*.py")):
    add_comparison(golden.stem, golden.read_text())
for program_name, program_source in PROGRAMS.items():
    add_comparison(program_name, program_source)
finish()
