"""Inside one line: the pictures of each instant of a line, as they were when somebody last looked at them:
expected/instructions/NAME.VERSION.txt, for every CPython has instructions of its own.

    make check UPDATE_GOLDEN=1    writes them anew: read the difference before you commit it

Where a patch release of CPython compiles a line in another way, or runs it so, NAME.VERSION.as-PATCH.txt (as 3.13.5 does,
say) is right, too.

The line is the one with the comment #: behind it; ids are masked as in golden.py.
"""
import os
import re
import textwrap

from recordings import HERE, finish, pythons, test
from masking import elsewhere, has_long_ids, mask

EXPECTED = HERE / "expected" / "instructions"
UPDATE = os.environ.get("UPDATE_GOLDEN", "") not in ("", "0")
ATTEMPTS, WIDTH = 8, 90
MOST = 12  # pictures of a line, of those that go round and round

PROGRAMS = {
    "unpack": """
        _C = (1, 2, 3)
        a, b, c = _C  #:
        """,
    "unpack-iterator": """
        class Pair:
            def __iter__(self): return iter([1, 2])
        a, b = Pair()  #:
        """,
    "swap": """
        a, b = 1, []
        a, b = b, a  #:
        """,
    "swap-in-function": """
        def f(a, b):
            a, b = b, a  #:
        f(1, [])
        """,
    "swap-three": """
        a, b, c = 1, 2, 3
        a, b, c = c, a, b  #:
        """,
    "swap-four": """
        a, b, c, d = 1, 2, 3, 4
        a, b, c, d = d, a, b, c  #:
        """,
    "star": """
        first, *rest = 'abc'  #:
        """,
    "nested": """
        pair = (1, [2, 3])
        a, (b, c) = pair  #:
        """,
    "generator": """
        def g():
            yield 1
            yield 2
        a, b = g()  #:
        """,
    "keys": """
        d = {'k': 1, 'l': 2}
        a, b = d  #:
        """,
    "subscript": """
        i, arr = 0, [0, 0]
        i, arr[i] = 1, 9  #:
        """,
    "attribute": """
        class P: pass
        p = P()
        p.x, p.y = 1, []  #:
        """,
    "items": """
        d = {'k': 1}
        for k, v in d.items(): pass  #:
        """,
    "call-star": """
        def f(x, y, *, z): return z
        a, k = [1, 2], {'z': 3}
        f(*a, **k)  #:
        """,
    "call-names": """
        def f(x, y=2): return [x, y]
        r = f(1, y=3)  #:
        """,
    "call-iterable": """
        def f(x, y=2, *r, z=3):  #:
            return r
        f(*'ab')
        f(*range(4), z=5)
        """,
    "call-generator": """
        def g(x, y=2, *, z=3):  #:
            yield x
        i = g(*[1], **{'z': 4})
        next(i)
        """,
    "call-coroutine": """
        async def f(x, *r):  #:
            return r
        async def g(): return await f(*(1, 2))
        try: g().send(None)
        except StopIteration: pass
        """,
    "call-mixed": """
        def f(a, b, /, c, d=4, *e, g, h=8, **i):  #:
            return a
        l, m, n = [1], (2, 3), {'q': 6}
        f(*l, 0, *m, *'xy', g=7, **n)
        f(*range(2), *l, **{'g': 5}, h=9, **n)
        """,
    "call-default": """
        def f(x, y=None, z=3):  #:
            return y
        def g():
            yield 1
            yield None
        f(*iter([1, None]))
        f(*g())
        f(*map(int, '1'))
        """,
    "call-async-generator": """
        async def f(x, y=[]): yield x  #:
        try: f(*'a').__anext__().send(None)
        except StopIteration: pass
        """,
    "too-many-generator": """
        def g():
            yield 1
            yield 2
            yield 3
        try:
            a, b = g()  #:
        except ValueError: pass
        """,
    "too-many-keys": """
        d = {'k': 1, 'l': 2, 'm': 3}
        try:
            a, b = d  #:
        except ValueError: pass
        """,
    "too-few-characters": """
        try:
            a, b, c = 'xy'  #:
        except ValueError: pass
        """,
    "star-too-few": """
        try:
            a, *b, c, d = (n for n in [1, 2])  #:
        except ValueError: pass
        """,
    "star-nested-error": """
        try:
            a, (b, c), *d, e = 1, [2, 3, 4], 5  #:
        except ValueError: pass
        """,
    "nothing-to-iterate": """
        try:
            (a, b), c = 1, 2  #:
        except TypeError: pass
        """,
    "places": """
        def i(): return 0
        class P: pass
        p, a, d = P(), [5], {}
        p.x, a[i()], d['k'] = 'abc'  #:
        """,
    "places-that-depend": """
        a = [1, 0]
        a[0], a[a[0]] = a[1], a[0]  #:
        """,
    "with-parts": """
        class C:
            def __enter__(self): return 1, [2]
            def __exit__(self, *rest): return False
        with C() as (a, b): c = a  #:
        """,
    "enumerate": """
        x = ['abc']
        for i, (a, *b) in enumerate(x): pass  #:
        """,
    "chained": """
        a = b, c = [], 1  #:
        """,
    "chained-twice": """
        def f(x):
            a, b = c, d = x  #:
        f('ab')
        """,
    "async-for": """
        async def g(): yield 1, [2]
        async def f():
            async for a, (b,) in g(): pass  #:
        try: f().send(None)
        except StopIteration: pass
        """,
    "augmented": """
        def i(): return 0
        a = [5]
        a[i()] += 1  #:
        """,
    "delete": """
        class P: pass
        p, a, b = P(), [1], 2
        p.x = 3
        del b, a[0], p.x  #:
        """,
    "match-mapping": """
        def f(x):
            match x:
                case {'k': [a, *b], **c}: pass  #:
        f({'k': (1, 2), 'l': 3})
        """,
    "match-class": """
        class P:
            __match_args__ = ('x',)
            x, y = 1, [2]
        match P():
            case P(a, y=b) as c: pass  #:
        """,
    "comprehension-parts": """
        pairs = [('k', (1, 2))]
        d = {k: b for k, (a, b) in pairs}  #:
        """,
    "import-as": """
        import os.path as p, sys  #:
        """,
    "from-import": """
        from math import pi as p, e  #:
        """,
    "global-and-cell": """
        def f(x):
            global a
            a, (b, c) = x  #:
            return lambda: b
        f((1, 'xy'))
        """,
    "private": """
        class C:
            __a, b = 1, []  #:
        """,
    "too-many": """
        try:
            a, b = [1, 2, 3]  #:
        except ValueError: pass
        """,
    "too-few": """
        try:
            a, b, c = iter([1, 2])  #:
        except ValueError: pass
        """,
    "nested-error": """
        try:
            (a, b), (c, d), e = (1, 2), (3, 4, 5), 6  #:
        except ValueError: pass
        """,
    "unwinding": """
        try:
            n = [1, [2], 1 / 0]  #:
        except ZeroDivisionError: pass
        """,
    "with": """
        class C:
            def __enter__(self): return 1
            def __exit__(self, *rest): return False
        with C() as c: x = c  #:
        """,
    "except": """
        try:
            1 / 0
        except ZeroDivisionError as e:  #:
            pass
        """,
    "finally": """
        def f():
            try: return 1
            finally: x = 2  #:
        f()
        """,
    "match": """
        point = (0, 5)
        match point:
            case (0, y): pass  #:
        """,
    "comprehension": """
        row = [1, 2]
        squares = [n * n for n in row]  #:
        """,
    "generator-expression": """
        row = [1, 2]
        total = sum(n for n in row)  #:
        """,
    "await": """
        async def f(): return 1
        async def g():
            return await f()  #:
        try: g().send(None)
        except StopIteration: pass
        """,
    "f-string": """
        name, n = 'x', 3
        text = f'{name!r}: {n:>4}'  #:
        """,
    "starred-list": """
        a = [1]
        b = [0, *a, 2]  #:
        """,
    "chained-comparison": """
        x = 5
        y = 1 < x < 3  #:
        """,
    "conditional": """
        x = []
        y = x or 'empty'  #:
        """,
    "tuple-in-place": """
        t = ([],)
        try: t[0] += [1]  #:
        except TypeError: pass
        """,
    "slice": """
        s = [1, 2, 3]
        s[1:] = s[:1]  #:
        """,
    "closure": """
        def counter():
            n = 0
            return lambda: n  #:
        c = counter()
        """,
    "method": """
        b = []
        b.append(4)  #:
        """,
    "walrus": """
        if (n := len('ab')) > 1: pass  #:
        """,
    "borrowed": """
        def f(x):
            return [x, x].index(x)  #:
        f([])
        """,
    "annotations": """
        def f(x: int, y: list = []): pass  #:
        """,
    "template": """
        name, n = 'x', [3]
        text = t'{name!r}: {n}!'  #:
        """,
}
FIRST = {"template": (3, 14)}  # the CPython that has its syntax
AT_THE_END = ("match-mapping", "match-class")  # of the line is what matters


def pictures(text):
    """Those at which the marked line is about to run, or runs."""
    for picture in re.split(r"\n(?=Step \d+ of |Step \d+, )", text):
        if re.search(r"^  [▷▶] .*#:$", picture, re.M):
            yield picture.rstrip("\n")


def draw(case, name, source, version):
    program = case.file(f"{name}.py", source)
    for attempt in range(ATTEMPTS):
        done = case.run("run", "--print", "--all", "--lens", "instruction", "--python", version, "--width", str(WIDTH), program,
                        variables=elsewhere(attempt))
        text = done.stdout.decode()
        if not has_long_ids(text):
            break
    case.equal((done.returncode, done.stderr), (0, b""), f"{name} is drawn under CPython {version}")
    case.check(all(len(line) <= WIDTH for line in text.splitlines()), f"{name}: no line is wider than {WIDTH}", text)
    drawn = list(pictures(text))
    return mask("\n\n".join(drawn[-MOST:] if name in AT_THE_END else drawn[:MOST]) + "\n")


def add_test(name, source):
    def run(case):
        for version, _ in pythons(case):  # without a GIL instructions are not recorded
            if version.endswith("t") or tuple(map(int, version.split("."))) < FIRST.get(name, (3, 0)):
                continue
            drawn = draw(case, name, textwrap.dedent(source).lstrip("\n"), version)
            expected = EXPECTED / f"{name}.{version}.txt"
            case.check(drawn.count("▶") >= 3, f"{name}: several instants are drawn under {version}", drawn)
            others = [other.read_text() for other in EXPECTED.glob(f"{name}.{version}.as-*.txt")]
            if UPDATE and drawn not in others:
                EXPECTED.mkdir(parents=True, exist_ok=True)
                expected.write_text(drawn)
            if case.check(expected.exists(), f"{expected.name} is there: make check UPDATE_GOLDEN=1 writes it"):
                case.check(drawn in [expected.read_text(), *others],
                           f"{expected.name} and CPython {version} differ; drawn is\n{drawn}")
    run.__name__ = name
    test(run)


@test
def a_recording_of_lines_says_so(case):
    for instructions, said in (("0", True), ("1000", False)):
        case.run("record", "--instructions", instructions, "-o", "x.trr", "-c", "a = [1]")
        done = case.run("replay", "--print", "--all", "--lens", "instruction", "x.trr")
        case.equal((done.returncode, done.stderr), (0, b""), "replay")
        case.equal("(only lines were recorded" in done.stdout.decode(), said, done.stdout.decode())
        case.equal("STORE_NAME a" in done.stdout.decode(), not said, done.stdout.decode())


@test
def what_was_not_recorded_is_not_told(case):
    """Behind the budget's end the last instruction that was recorded is not the one that ran last."""
    case.file("b.py", "a, b = [1, 2]\nfor c in range(9):\n    d = c\ne = [3]\nf = e\n")
    for version, _ in pythons(case):
        if version.endswith("t"):
            continue
        done = case.run("run", "--print", "--all", "--lens", "instruction", "--instructions", "12", "--python", version, "b.py")
        told = done.stdout.decode()
        last = told[told.rindex("\nStep "):]
        case.equal((done.returncode, done.stderr), (0, b""), "it runs")
        case.check("store in a" in told and "▷   " in told, f"{version}: the first lines are told", told)
        case.check(re.search(r"^  ▷ +5  f = e", last, re.M) and "(no instruction was recorded here)" in last,
                   f"{version}: the last line ran, and nothing is told of its instructions", last)


for program_name, program_source in PROGRAMS.items():
    add_test(program_name, program_source)


finish()
