"""Numbers that stand in memory as C keeps them: what NumPy's arrays and array.array hold, in pictures and in words.

What a picture says of an array is compared with what the program itself reads from it; where NumPy is not installed for
a CPython, only array.array is.
"""
import re
import subprocess

from harness import finish, test

OF_PYTHON = """
from array import array
numbers = array("h", range(12))
numbers[10] = -7
reals = array("d", [0.5, 2, 1e300])
reals.append(float("nan"))
view = memoryview(numbers)
view[0] = 99
letters = array("u", "aé")
empty = array("i")
"""

VIEWS = """
import numpy as np
a = np.arange(12).reshape(3, 4)
column = a[:, 1]
turned = a.T
last = a[-1]
column[0] = 99
a += 1
last[:] = 0
copy = column.copy()
copy[2] = 5
"""

TYPES = """
import numpy as np
def said(array):
    return " ".join(str(item) for item in array.ravel().tolist())
kept = []
for name in "{}".split():
    kept.append(np.array([[0, 100], [2, 1]]).astype(name))
    print(kept[-1].dtype, said(kept[-1]), sep=":")
"""
NAMES = ("bool int8 uint8 int16 uint16 int32", "uint32 int64 uint64 float16 float32 float64", ">i2 >u4 >f8 >i8 >f4")

ODD = """
import mmap, numpy as np
quoted = np.array(["it's", "x y", "a\\\\b"])
quoted[1] = "z' w"
texts = np.array(["one", "zw\\x1b[31mei"])
raw = np.array([b"ab", b"c"])
nothing = np.zeros((0, 3))
alone = np.array(4.25)
inside = np.array([[], {}], dtype=object)
rows = np.zeros((100, 2), dtype=np.int8)
long = np.zeros(1000, dtype=np.int8)
mapped = np.frombuffer(mmap.mmap(-1, 4096), dtype=np.uint8)
shared = np.frombuffer(bytearray(b"abc"), dtype=np.uint8)
part = np.zeros(4)
view = part[1:]
part.resize(2, refcheck=False)
fixed = np.arange(3)
fixed.flags.writeable = False
back = np.arange(5)[::-1]
scalar = np.float64(2.5)
number = np.int64(-3)
gap = np.datetime64("2020-01-01") + np.arange(2)
plural = 3 + 4j * np.arange(2)
"""


def with_numpy(case):
    for version, python in case.pythons():
        if subprocess.run([python, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            yield version
        else:
            print(f"skipped: {case.name} on {version}: there is no NumPy")


def picture(case, version, program, *options):
    case.file("arrays.py", program)
    done = case.run("run", "--python", version, "--width", "200", *options, "arrays.py")
    case.check(done.returncode == 0, f"{version} runs", done.stderr)
    return done.stdout.decode()


def told(text):
    """The sentences below a picture, on one line."""
    return " ".join(text[text.index("What happened:"):].split())


@test
def arrays_of_python(case):
    for version, _ in case.pythons():
        text = picture(case, version, OF_PYTHON, "--last")
        for line in ("typecode: h", "0:  99  1 2 3 4 5 6 7 8 9", "10: -7 11", "typecode: d", "0.5 2.0 1e+300 nan",
                     "'a' 'é'", "typecode: i"):
            case.check(line in text, f"{version} shows {line!r}", text)
        changed = told(picture(case, version, OF_PYTHON, "--step", "3"))
        case.check("that numbers names changed: [10] is now -7." in changed, f"{version} says what changed", changed)
        changed = told(picture(case, version, OF_PYTHON, "--step", "7"))
        case.check("[0] is now 99." in changed, f"{version} says what a view changed", changed)


@test
def views_change_with_their_base(case):
    for version in with_numpy(case):
        changed = told(picture(case, version, VIEWS, "--step", "6"))
        for part in ("column names changed: [0] is now 99.", "a names changed: [0, 1] is now 99.",
                     "turned names changed: [1, 0] is now 99."):
            case.check(part in changed, f"{version} {part}", changed)
        text = picture(case, version, VIEWS, "--step", "6")
        for line in (r"0 +0 99 +2 +3 \*", r"1 +4 +5 +6 +7  ", r"strides: \(32,\)", "offset: 8 bytes",
                     "offset: 64 bytes", "base ●"):
            case.check(re.search(line, text), f"{version} shows {line}", text)
        changed = told(picture(case, version, VIEWS, "--step", "8"))
        case.check("last names changed: it is now 0 0 0 0." in changed, f"{version} a row", changed)
        changed = told(picture(case, version, VIEWS, "--step", "10"))
        case.check("copy names changed: [2] is now 5." in changed and "column" not in changed,
                   f"{version} a copy is its own", changed)


@test
def changes_are_found(case):
    case.file("arrays.py", OF_PYTHON)
    for version, _ in case.pythons():
        case.run("record", "--python", version, "-o", "arrays.trr", "arrays.py")
        found = case.run("find", "--name", "numbers", "--changes", "arrays.trr").stdout.decode().splitlines()
        case.check(found[1:] == ["step 3, line 4 in module: numbers[10] is now -7",
                                 "step 7, line 8 in module: numbers[0] is now 99"], f"{version} finds them", found)
        found = case.run("find", "--name", "reals", "--changes", "arrays.trr").stdout.decode().splitlines()
        case.check(found[1:] == ["step 5, line 6 in module: reals: it is now 0.5 2.0 1e+300 nan"],
                   f"{version} finds what was added", found)


@test
def numbers_of_every_type(case):
    for version in with_numpy(case):
        for names in NAMES:
            text = picture(case, version, TYPES.format(names), "--last")
            lines = [line for line in text.splitlines() if re.fullmatch(r"  [>a-z0-9]+:.*", line)]
            case.equal(len(lines), len(names.split()), f"{version} prints {names}")
            for line in lines:
                name, items = line.strip().split(":")
                one, two, three, four = items.split()
                shown = rf"dtype: {name} .*?[│|] 0 +{re.escape(one)} +{re.escape(two)} .*?" \
                        rf"[│|] 1 +{re.escape(three)} +{re.escape(four)} "
                case.check(re.search(shown, text, re.DOTALL), f"{version} {name}", text)


@test
def odd_arrays(case):
    for version in with_numpy(case):
        changed = told(picture(case, version, ODD, "--step", "3"))
        case.check(r"quoted names changed: [1] is now 'z\' w'." in changed, f"{version} tells texts apart", changed)
        text = picture(case, version, ODD, "--last")
        for line in ("dtype: <U9", "'one'", r"\x1b[31mei'", "b'ab' b'c'", "shape: (0, 3)", "shape: ()", "4.25",
                     "92 more rows", "920 more items", "97 98 99", "read-only", "4 3 2 1 0", "strides: (-8,)", "2.5",
                     "-3", "datetime64", "3.0+0.0j 3.0+4.0j"):
            case.check(line in text, f"{version} shows {line!r}", text)
        case.check("\x1b" not in text, f"{version} nothing but text", text)


finish()
