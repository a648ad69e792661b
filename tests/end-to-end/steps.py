"""The steps of a program are those that CPython tells its tracers of, and beside the program's own tracers they are the same.

Two oracles: sys.settrace of the same CPython, asked by a tracer in Python; and the recording under another CPython, from which
a program's steps differ only as listed.
"""
import collections
import difflib
import json
import re

from harness import finish, test

PROGRAMS = {
    "calls": """
def add(a, b=2):
    c = a + b
    return c
def outer(n):
    def inner(m):
        return m + n
    return inner(1) + inner(2)
x = add(1)
y = add(x,
        b=add(3))
z = outer(y)
def fact(n): return 1 if n < 2 else n * fact(n - 1)
fact(3)
""",
    "loops": """
for i in range(3):
    if i == 1:
        continue
    x = i
else:
    x = 9
n = 3
while n:
    n -= 1
    if n == 1:
        break
else:
    x = 10
while n < 4: n += 1
for a in 'ab': pass
for a, b in [(1, 2), (3, 4)]:
    for c in range(2):
        x = a + b + c
""",
    "far down in a module": "# Above.\n" * 200 + """
for i in range(3):
    x = i
    for j in range(2):
        x = j
""",
    "comprehensions": """
a = [i for i in range(2)]
def f(n):
    return {n + k for k in range(n)}
f(1)
e = sum(i for i in range(3))
g = list(i
         for i in range(2))
""",
    "lambdas": """
f = lambda: 1
g = lambda x: (
    x +
    1)
f()
g(2)
h = sorted([3, 1, 2], key=lambda v: -v)
list(map(lambda v: v, h))
def one(): return 1
def two(): x = one(); return x
two()
""",
    "exceptions": """
def fail(n):
    if n == 0:
        raise ValueError(n)
    fail(n - 1)
try:
    fail(2)
except ValueError as e:
    x = e
finally:
    y = 1
def g():
    try:
        return 1
    finally:
        z = 2
g()
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise KeyError from e
except KeyError:
    pass
try:
    [].missing
except (AttributeError, TypeError):
    pass
def h():
    for i in range(3):
        try:
            if i == 1:
                continue
            int('x')
        except ValueError:
            continue
h()
try:
    raise ExceptionGroup('g', [ValueError(1)])
except* ValueError:
    x = 2
""",
    "generators": """
def count(n):
    while n:
        got = yield n
        n -= 1
for i in count(2):
    x = i
g = count(3)
next(g)
g.send(5)
g.close()
def careful():
    try:
        yield 1
    except ValueError:
        yield 2
    finally:
        x = 3
c = careful()
next(c)
c.throw(ValueError)
list(c)
def both():
    yield from count(2)
    return 7
def user():
    r = yield from both()
    yield r
print(list(user()))
def failing():
    yield 1
    raise KeyError
try:
    for i in failing(): pass
except KeyError: pass
""",
    "classes": """
class A:
    n = 0
    def __init__(self, v):
        self.v = v
    @property
    def p(self):
        return self.v
    @staticmethod
    def s(x): return x
    def __add__(self, other):
        return A(self.v + other.v)
    def __getattr__(self, name):
        return name
class B(A):
    def __init__(self):
        super().__init__(1)
def deco(f):
    def wrapped(*a):
        return f(*a)
    return wrapped
@deco
def decorated(x):
    return x
@deco
@deco
def twice(
        x=1,
        y=2):
    return x
b = B()
b.p
A.s(1)
(b + b).missing
decorated(1)
twice(2)
class M(type):
    def __new__(m, *a): return super().__new__(m, *a)
class C(metaclass=M): pass
del b
""",
    "with": """
class K:
    def __enter__(self):
        return self
    def __exit__(self, *a):
        return True
with K() as k:
    x = 1
with K():
    raise ValueError
with K() as a, \\
        K() as b:
    y = 2
def f():
    with K():
        return 1
f()
""",
    "match": """
def m(v):
    match v:
        case 0:
            return 'zero'
        case [x, y]:
            r = x
        case {'a': a} if a > 1:
            r = a
        case str():
            r = 's'
        case _:
            r = None
    return r
for v in (0, [1, 2], {'a': 2}, {'a': 1}, 'x', 5):
    m(v)
x = (1 if v
     else 2)
y = v and \\
    x or \\
    3
assert x, 'no'
del y
""",
    "coroutines": """
async def work(n):
    return n
async def items():
    for i in range(2):
        yield i
class CM:
    async def __aenter__(self): return 1
    async def __aexit__(self, *a): return False
async def main():
    x = await work(1)
    async for i in items():
        x += i
    async with CM() as c:
        x += c
    return x
c = main()
try:
    c.send(None)
except StopIteration as e:
    r = e.value
""",
    "compiled code": """
exec('a = 1\\ndef f(x):\\n    return x\\nf(2)')
b = eval('a + 1')
code = compile('z = 1', '<made>', 'exec')
exec(code)
exec(code)
import types
def g(): return 5
h = types.FunctionType(g.__code__.replace(co_name='h'), globals())
h()
import collections
P = collections.namedtuple('P', 'x y')
p = P(1, 2)
p._replace(x=3)
""",
    "calls back": """
class L:
    def __init__(self, n): self.n = n
    def __lt__(self, other):
        return self.n < other.n
    def __del__(self):
        pass
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
sorted([L(2), L(1)])
for x in L(2):
    pass
a, *b = L(3)
list(filter(lambda v: v, L(2)))
import functools
functools.reduce(lambda p, q: p + q, [1, 2, 3])
d = {}
d.setdefault('k', L(1))
import json
json.dumps(L, default=lambda o: 1)
d.clear()
""",
}

# Runs a program under a tracer, and prints its events as JSON.  A generator's frame is entered again at each turn.  From
# 3.12 on CPython makes up a StopIteration for tracers where an `await` or `yield from` ends; the program never has it, nor
# has the recording.
TRACER = """
import dis, json, sys
words = {'call': 'enter', 'return': 'leave'}
made_up = {dis.opmap.get('END_SEND'), dis.opmap.get('END_FOR'), dis.opmap.get('INSTRUMENTED_END_SEND')} - {None}
events = []
def tracer(frame, event, arg):
    code = frame.f_code
    if code.co_filename != 'program.py':
        return None
    if event == 'exception' and code.co_code[frame.f_lasti] in made_up:
        return tracer
    events.append([words.get(event, event), code.co_name, frame.f_lineno])
    return tracer
program = compile(open('program.py').read(), 'program.py', 'exec')
sys.settrace(tracer)
exec(program, {'__name__': '__main__'})
sys.settrace(None)
print(json.dumps(events))
"""

WORDS = {1: "line", 2: "call", 3: "return", 4: "exception", 5: "yield", 6: "resume", 7: "unwind"}
ENTERS_AND_LEAVES = {"call": "enter", "resume": "enter", "return": "leave", "yield": "leave", "unwind": "leave"}

# (program, CPython): why its steps differ from those under CPython 3.11, and how.
NO_FRAME = "from 3.12 on a comprehension has no frame (PEP 709)"
NO_LINE = "from 3.12 on the end of `except*` has no line"
NO_STOP = "from 3.12 on the end of `yield from` and `await` takes no StopIteration"
COMPREHENSIONS = ["-call <listcomp>:1", "-line <listcomp>:1", "-line <listcomp>:1", "-line <listcomp>:1",
                  "-return <listcomp>:1", "+line <module>:1", "+line <module>:1", "-call <setcomp>:3", "-line <setcomp>:3",
                  "-line <setcomp>:3", "-return <setcomp>:3", "+line f:3"]
DIFFERENCES = {
    ("comprehensions", "3.12"): (NO_FRAME, COMPREHENSIONS),
    ("comprehensions", "3.13"): (f"{NO_FRAME}; a generator expression of two lines ends on its second",
                                 COMPREHENSIONS + ["-line <genexpr>:6", "-line <genexpr>:6", "-return <genexpr>:6",
                                                   "+line <genexpr>:7", "+return <genexpr>:7"]),
    ("lambdas", "3.13"): ("an expression of several lines returns on its last",
                          ["-line <lambda>:2", "-return <lambda>:2", "+return <lambda>:3"]),
    ("exceptions", "3.12"): (NO_LINE, ["-line <module>:40", "-return <module>:40", "+return <module>:0"]),
    ("exceptions", "3.13"): (NO_LINE, ["-line <module>:40", "-return <module>:40", "+return <module>:0"]),
    ("generators", "3.12"): (NO_STOP, ["-exception user:26"]),
    ("generators", "3.13"): (f"{NO_STOP}; a generator that waits outside of any `try` is closed without running",
                             ["-resume count:3", "-exception count:3", "-unwind count:3", "-exception user:26"]),
    ("with", "3.13"): ("the managers of one `with` statement have other lines",
                       ["-line <module>:10", "+line <module>:12", "-line <module>:12", "-line <module>:10",
                        "+line <module>:10"]),
    ("coroutines", "3.12"): (NO_STOP, ["-exception main:10", "-exception main:13", "-exception main:13"]),
    ("coroutines", "3.13"): (NO_STOP, ["-exception main:10", "-exception main:13", "-exception main:13"]),
}

Step = collections.namedtuple("Step", "word name line file")


def dumped(lines):
    """The steps of a recording, and its notes."""
    strings, codes, frames, steps, notes = [""], [None], [None], [], []
    for line in lines:
        kind, _, rest = line.partition(" ")
        number = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)(?= |$)", rest)}
        if kind == "string":
            strings.append(rest.partition('text="')[2][:-1])
        elif kind == "code":
            codes.append((strings[number["name"]], strings[number["file"]]))
        elif kind == "frame":
            frames.append(codes[number["code"]])
        elif kind == "step":
            name, file = frames[number["frame"]]
            steps.append(Step(WORDS[number["event"]], name, number["line"], file))
        elif kind == "note":
            notes.append(rest)
    return steps, notes


def recorded(case, version, source):
    case.file("program.py", source.lstrip("\n"))
    done = case.run("record", "--python", version, "-o", "x.trr", "program.py")
    case.equal((done.returncode, done.stderr), (0, b""), f"recorded under {version}")
    return dumped(case.run("dump", "x.trr").stdout.decode(errors="replace").splitlines())


def traced(case, interpreter, source):
    case.file("program.py", source.lstrip("\n"))
    case.file("tracer.py", TRACER)
    done = case.run("tracer.py", program=interpreter)
    case.equal(done.returncode, 0, f"traced: {done.stderr}")
    return [Step(*event, "program.py") for event in json.loads(done.stdout.splitlines()[-1])]


def as_told(steps):
    """What a tracer knows of these steps: no more of a frame than that it is entered or left, and nothing of other files."""
    return [step._replace(word=ENTERS_AND_LEAVES.get(step.word, step.word)) for step in steps
            if step.file.endswith("program.py") and (step.word, step.name) != ("enter", "<module>")]


def difference(one, other):
    lines = [[f"{step.word} {step.name}:{step.line or 0}" for step in steps] for steps in (one, other)]
    return [line for line in difflib.unified_diff(*lines, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]


@test
def steps_are_those_that_tracers_are_told_of(case):
    for version, interpreter in case.pythons():
        for name, source in PROGRAMS.items():
            steps, notes = recorded(case, version, source)
            told = traced(case, interpreter, source)
            case.equal(difference(as_told(told), as_told(steps)), [], f"{name}, CPython {version}: unlike a tracer's")
            case.equal(notes, [], f"{name}, CPython {version}: notes")


CLOSES = """
import sys
held = []
def waits(argument): yield
generator = waits(held)
next(generator)
generator.close()
print(sys.getrefcount(held))
"""


def closes_as(case, version, interpreter):
    """The version that closes generators as this CPython does: a later 3.12 leaves what one holds as it is."""
    held = version == "3.12" and case.run("-c", CLOSES, program=interpreter).stdout == b"3\n"
    return "3.13" if held else version


@test
def steps_under_another_cpython_differ_as_known(case):
    versions = dict(case.pythons())
    for name, source in PROGRAMS.items():
        if "3.11" not in versions:
            break
        reference, _ = recorded(case, "3.11", source)
        for version in {"3.12", "3.13"} & set(versions):
            steps, _ = recorded(case, version, source)
            known = closes_as(case, version, versions[version]) if name == "generators" else version
            why, expected = DIFFERENCES.get((name, known), ("nothing is known", []))
            case.equal(difference(reference, steps), expected, f"{name}, CPython {version} against 3.11 ({why})")


# What a program does with itself: before WORK runs, and after.
WORK = """
def work(n):
    while n: n -= 1
    try:
        return {}[n]
    except KeyError:
        return [i for i in generate()]
def generate():
    yield 1
"""
OWN_TOOLS = {
    "a tracer": ("sys.settrace(lambda *a: None)", "sys.settrace(None)"),
    "a tracer of lines": ("def t(*a): return t\nsys.settrace(t)", "sys.settrace(None)"),
    "a profiler": ("sys.setprofile(lambda *a: None)", "sys.setprofile(None)"),
    "a tool": ("M.use_tool_id(4, 'own'); M.register_callback(4, M.events.LINE, lambda *a: M.DISABLE)\n"
               "M.set_events(4, M.events.LINE)", "M.set_events(4, 0)"),
    "all tools": ("for i in range(6): M.use_tool_id(i, str(i))", "for i in range(6): M.free_tool_id(i)"),
    "local events": ("M.use_tool_id(0, 'own')\nM.set_local_events(0, work.__code__, M.events.LINE | M.events.JUMP)",
                     "M.set_local_events(0, work.__code__, 0)"),
    "events restarted": ("M.restart_events()", "M.restart_events()"),
}


def steps_of_work(steps):
    return [step for step in steps if step.name in ("work", "generate")]


DEEP = """\
import re, sys
sys.setrecursionlimit(100000)
def handles(n):
    try:
        raise ValueError(n)
    except ValueError as error:
        pass
    return handles(n - 1) + 1 if n else 0
def fails(n):
    fails(n - 1) if n else 1 / 0
def asks(n):
    found = bool(re.match('a', 'a'))
    return asks(n - 1) + found if n else 0
print(handles(15000), asks(15000))
try:
    fails(15000)
except ZeroDivisionError as error:
    print(error)
"""


@test
def a_step_in_doubt_costs_no_more_below_many_frames(case):
    """Or it would take minutes, and the harness's patience end.  From CPython 3.13 on whoever has a frame can bind its names,
    so that the names of all have to be looked at."""
    case.file("program.py", DEEP)
    for version, _ in case.pythons():
        if version in ("3.11", "3.12"):
            done = case.run("record", "--python", version, "--instructions", "0", "-o", "run.trr", "program.py")
            case.equal((done.returncode, done.stdout), (0, b"15000 15000\ndivision by zero\n"), f"CPython {version}")


@test
def the_programs_own_tools_change_no_steps(case):
    for version, _ in case.pythons():
        if version == "3.11":
            continue
        begin, call = "import sys\nM = sys.monitoring\n" + WORK, "\nwork(2)\n"
        alone = steps_of_work(recorded(case, version, begin + call)[0])
        case.check(len(alone) > 10, f"CPython {version}: work has steps", alone)
        for what, (before, after) in OWN_TOOLS.items():
            steps, notes = recorded(case, version, begin + before + call + after + call)
            case.equal(steps_of_work(steps), alone * 2, f"{what}, CPython {version}")
            case.equal(notes, [], f"{what}, CPython {version}: notes")


@test
def when_every_tool_is_taken_the_log_says_so_and_goes_on_after(case):
    source = ("import sys\n" + WORK + "for i in range(6): sys.monitoring.use_tool_id(i, str(i))\n"
              "sys.setprofile(lambda *a: None)\nwork(1)\nsys.setprofile(None)\n"
              "sys.monitoring.free_tool_id(3)\nlast = 1\nwork(2)\n")
    for version, _ in case.pythons():
        if version == "3.11":
            continue
        steps, notes = recorded(case, version, source)
        case.check(len(notes) == 1 and "every tool" in notes[0], f"CPython {version}: one note", notes)
        case.equal(len([step for step in steps if step[:2] == ("call", "work")]), 1, f"CPython {version}: calls of work")


@test
def a_line_that_the_programs_tracer_jumps_to_is_a_step(case):
    source = ("import sys\ndef tracer(frame, event, arg):\n    if event == 'line' and frame.f_lineno == 8:\n"
              "        frame.f_lineno = 9\n    return tracer\ndef f():\n    a = 1\n    a = 2\n    return a\n"
              "sys.settrace(tracer)\nf()\nsys.settrace(None)\n")
    for version, _ in case.pythons():
        steps, _ = recorded(case, version, source)
        lines = [step.line for step in steps if step.name == "f" and step.word == "line"]
        case.equal(lines, [] if version == "3.11" else [7, 9], f"CPython {version}: lines of f")


@test
def a_call_of_a_class_has_the_frame_of_its_init_alone(case):
    """CPython 3.13 runs it within code of its own once it has been called often enough."""
    case.file("program.py", "class Point:\n    def __init__(self, x):\n        self.x = x\nfor n in range(40):\n    Point(n)\n")
    for version, _ in case.pythons():
        case.run("record", "--python", version, "-o", "program.trr", "program.py")
        records = [line.split(" ", 1)[0] for line in case.run("dump", "program.trr").stdout.decode().splitlines()]
        case.equal(records.count("frame"), 2 + 40, f"CPython {version}: frames of the module, the class and each call")


finish()
