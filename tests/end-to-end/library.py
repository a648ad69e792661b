"""Library code: a call of it is one folded call, on the stack when it calls back, and --into opens it."""
import re

from harness import finish, test

PROGRAM = """\
import json, random
from dataclasses import dataclass
@dataclass
class Point:
    x: int
def show(value):
    return [value.x]
text = json.dumps({'a': 1})
text = json.dumps([Point(1), Point(2)], default=show)
try:
    json.loads('{')
except ValueError as error:
    caught = True
numbers = sorted(range(5), key=lambda n: -n)
random.shuffle(numbers)
end = 1
"""


def versions(case):
    return re.findall(r"^CPython (\d+\.\d+)\S*", case.run("--version").stdout.decode(), re.M)


def pictures(case, version, *options, program=PROGRAM):
    case.file("program.py", program)
    done = case.run("run", "--print", "--all", "--width", "100", "--python", version, *options, "program.py")
    case.equal((done.returncode, done.stderr), (0, b""), f"run under CPython {version}")
    return re.split(r"\n(?=Step \d+ of )", done.stdout.decode())


def after(case, shown, line):
    """What is told when this line has just run at the module's level."""
    found = [picture for picture in shown if re.search(rf"^  ▷ +\d+  {re.escape(line)}$", picture, re.M)]
    if not case.check(found, f"a picture after {line!r}"):
        return ""
    return " ".join(" ".join(picture.partition("What happened:")[2] for picture in found).split())


@test
def a_call_of_library_code_is_told_with_its_duration(case):
    for version in versions(case):
        shown = pictures(case, version)
        for line, words in [("text = json.dumps({'a': 1})", r"Library code ran: json\.dumps, \d+\.\d+ m?s\."),
                            ("random.shuffle(numbers)", r"Library code ran: random\.Random\.shuffle, \d+\.\d+ m?s\."),
                            ("@dataclass", r"Library code ran: dataclasses\.dataclass, \d+\.\d+ m?s\."),
                            ("    json.loads('{')", r"Library code ran: json\.loads, \d+\.\d+ m?s\. .*was raised")]:
            told = after(case, shown, line)
            case.check(re.search(words, told), f"{line!r} under CPython {version}", told)
        told = "".join(shown)
        case.check("__init__ (made by a library)" in told, f"code that a library made, CPython {version}")
        case.check("sorted" in told and "builtins.sorted" not in told, "what is not Python code is no library code")


@test
def library_code_stands_between_when_it_calls_back(case):
    for version in versions(case):
        shown = pictures(case, version)
        inside = [picture for picture in shown if re.search(r"^╭ show ", picture, re.M)]
        case.check(len(inside) >= 4, f"the callback has steps, CPython {version}", len(inside))
        for picture in inside:
            order = [match[0] for match in re.finditer(r"^╭ module|^ … json\.dumps|^╭ show", picture, re.M)]
            case.equal(order, ["╭ module", " … json.dumps", "╭ show"], f"the stack in a callback, CPython {version}")


@test
def into_a_module_its_lines_are_steps(case):
    for version in versions(case):
        plain = len(pictures(case, version))
        opened = pictures(case, version, "--into", "json.encoder", "--into", "random")
        titles = {match for picture in opened for match in re.findall(r"^╭ ([\w.<>]+)", picture, re.M)}
        case.check(len(opened) > plain + 20, f"more steps, CPython {version}", plain, len(opened))
        case.check({"Random.shuffle", "JSONEncoder.encode"} <= titles, f"frames of the library, CPython {version}", titles)
        case.check("JSONDecoder.decode" not in titles, f"json.decoder stays closed, CPython {version}", titles)
        case.check("def shuffle" in "".join(opened), f"its source is shown, CPython {version}")
        whole = pictures(case, version, "--into", "json")
        titles = {match for picture in whole for match in re.findall(r"^╭ ([\w.<>]+)", picture, re.M)}
        case.check({"JSONEncoder.encode", "JSONDecoder.decode"} <= titles, f"submodules, CPython {version}", titles)


KEEPER = """\
import sys
frames = []
def keep():
    frames.append(sys._getframe())
def numbers(count):
    for n in range(count):
        yield double(n)
def double(n):
    return 2 * n
def call(function):
    return function()
def call_handling(function):
    try:
        raise ValueError
    except ValueError:
        return function()
def call_traced(function):
    sys.settrace(lambda *_: None)
    function()
    sys.settrace(None)
    return function()
def call_further(function):
    call(function)
"""
LINES_AFTER = """\
import keeper
def back():
    inner = 1
    return inner
def fail():
    raise KeyError
keeper.keep()
a = 1
b = 2
for n in keeper.numbers(2):
    c = n
keeper.call(back)
keeper.call_handling(back)
try:
    keeper.call(fail)
except KeyError:
    d = 3
keeper.call_traced(back)
e = 4
"""


@test
def every_line_after_library_code_is_a_step(case):
    """Whether it returned, raised, kept its frame, was left by an exception, or had a tracer."""
    case.file("site-packages/keeper.py", KEEPER)
    case.file("program.py", LINES_AFTER)
    for version in versions(case):
        case.run("record", "--python", version, "-o", "run.trr", "program.py", variables={"PYTHONPATH": "site-packages"})
        told = case.run("dump", "run.trr").stdout.decode()
        lines = [int(line) for line in re.findall(r"^step thread=1 event=1 frame=\d+ line=(\d+)", told, re.M)]
        called = [3, 4] * (2 if version != "3.11" else 1)
        case.equal(lines, [1, 2, 5, 7, 8, 9, 10, 11, 10, 11, 10, 12, 3, 4, 13, 3, 4, 14, 15, 6, 16, 17, 18, *called, 19],
                   f"lines, CPython {version}")


CIRCLE = """\
import keeper, re
def circle(match=None):
    def failed():
        try:
            raise KeyError
        except KeyError as error:
            return error
    error = failed()
    return ''
def calls():
    re.sub("a", circle, "a")
    a = 1
    keeper.call_further(circle)
    b = 2
calls()
c = 3
"""


@test
def every_line_is_a_step_after_a_call_that_was_kept(case):
    """What library code calls keeps an exception, that its traceback, that a frame, and that those that called it."""
    case.file("site-packages/keeper.py", KEEPER)
    case.file("program.py", CIRCLE)
    for version in versions(case):
        case.run("record", "--python", version, "-o", "run.trr", "program.py", variables={"PYTHONPATH": "site-packages"})
        told = case.run("dump", "run.trr").stdout.decode()
        lines = [int(line) for line in re.findall(r"^step thread=1 event=1 frame=\d+ line=(\d+)", told, re.M)]
        inside = [3, 8, 4, 5, 6, 7, 9]
        case.equal(lines, [1, 2, 10, 15, 11, *inside, 12, 13, *inside, 14, 16], f"lines, CPython {version}")


@test
def the_interpreter_s_own_code_around_an_init_is_nobody_s(case):
    program = ("class A:\n    def __init__(self):\n        self.n = 1\n"
               "def make():\n    for i in range(20):\n        a = A()\nmake()\n")
    case.file("program.py", program)
    for version in versions(case):
        case.run("record", "--python", version, "-o", "run.trr", "program.py")
        told = case.run("dump", "run.trr").stdout.decode()
        case.equal(len(re.findall(r"^push ", told, re.M)), 23, f"calls, CPython {version}")


@test
def what_it_prints_stays_the_same(case):
    program = PROGRAM + "import traceback\ntry:\n    json.loads('{')\nexcept ValueError:\n    traceback.print_exc()\n"
    case.file("program.py", program)
    for version in versions(case):
        plain, opened = (case.run("record", "--python", version, *options, "-o", "run.trr", "program.py")
                         for options in ([], ["--into", "json"]))
        case.equal((opened.returncode, opened.stdout, opened.stderr), (plain.returncode, plain.stdout, plain.stderr),
                   f"--into json, CPython {version}")


finish()
