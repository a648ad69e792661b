"""The pictures of every step of a few programs, as they were when somebody last looked at them: expected/.

    make check UPDATE_GOLDEN=1    writes them anew: read the difference before you commit it

Ids differ from run to run, so each is replaced by a letter: the same letter for the same id, as wide as the id was.  How long
library code took differs as well, and with it where the sentences about it are wrapped.  The
versions of CPython share the expected texts, but where one really shows something else (the empty tuple is immortal from 3.12 on)
there is a text for it and those after it: NAME-WIDTH-FORM.3.X.txt.
"""
import os
import re

from masking import elsewhere, has_long_ids, letters, mask
from picture import Picture
from recordings import HERE, WIDTHS, finish, pythons, test

EXPECTED = HERE / "expected"
UPDATE = os.environ.get("UPDATE_GOLDEN", "") not in ("", "0")
ATTEMPTS = 8  # at a run in which four digits tell all ids apart, as nearly always
def age(version):
    """To sort by; a free-threaded build comes after the ordinary one."""
    return int(version.split(".")[1].rstrip("t")), version.endswith("t")


def expected_file(name, version):
    """Of this version or the nearest before it; what a free-threaded build draws is no other build's."""
    own = [(age(path.stem.split(".", 1)[1]), path) for path in EXPECTED.glob(f"{name}.3.*.txt")]
    fitting = [entry for entry in own if entry[0] <= age(version) and (not entry[0][1] or version.endswith("t"))]
    return max(fitting, default=(0, EXPECTED / f"{name}.txt"))[1]


def update(name, version, text, first):
    EXPECTED.mkdir(exist_ok=True)
    (EXPECTED / f"{name}.{version}.txt").unlink(missing_ok=True)
    inherited = expected_file(name, version)
    if first:
        (EXPECTED / f"{name}.txt").write_text(text)
    elif inherited.read_text() != text:
        (EXPECTED / f"{name}.{version}.txt").write_text(text)


def draw(case, program, version, width, ascii, attempt=0):
    options = ["--print", "--all", "--python", version, "--width", str(width), *(["--ascii"] if ascii else [])]
    return case.run("run", *options, program, variables=elsewhere(attempt))


def compare(case, path, version, width, ascii, first):
    name = f"{path.stem}-{width}-{'ascii' if ascii else 'utf8'}"
    program = case.file(path.name, path.read_bytes())
    for attempt in range(ATTEMPTS):
        done = draw(case, program, version, width, ascii, attempt)
        text = done.stdout.decode()
        if not has_long_ids(text):
            break
    case.equal((done.returncode, done.stderr), (0, b""), f"{name} is drawn under CPython {version}")
    case.check(all(len(line) <= width for line in text.splitlines()), f"{name}: no line is wider than {width}", text)
    case.check(not ascii or text.isascii(), f"{name} is ASCII", text)
    for step in re.split(r"\n(?=Step \d+ of )", text):
        case.check(not Picture(step, ascii).faults, f"{name} can be read:\n{step}", *Picture(step, ascii).faults[:3])
    if UPDATE:
        update(name, version, mask(text), first)
    expected = expected_file(name, version)
    if not case.check(expected.exists(), f"{expected.name} is there: make check UPDATE_GOLDEN=1 writes it"):
        return
    case.check(mask(text) == expected.read_text(), f"{expected.name} and CPython {version} differ; drawn is\n{mask(text)}")


def add_test(path):
    def run(case):
        versions = sorted((version for version, _ in pythons(case)), key=age)  # the oldest writes the common text
        for place, version in enumerate(versions):
            for width in WIDTHS:
                for ascii in (False, True):
                    compare(case, path, version, width, ascii, place == 0)
    run.__name__ = path.stem
    test(run)


for program_path in sorted((HERE / "programs").glob("*.py")):
    add_test(program_path)


@test
def masking(case):
    case.equal(mask("a …6f40 b …7d10 c …6f40, [1, …] ..6f40"), "a …___A b …___B c …___A, [1, …] ..___A", "ids")
    case.equal(mask("list id ..abcde - CPython 3.11.2"), "list id ..____A - CPython 3.X", "long ids, versions")
    case.equal(mask("What happened: a\n  Library code ran: f,\n  0.123 ms.\n\nStep"),
               "What happened: a Library code ran: f, N ms.\n\nStep", "durations")
    case.equal(letters(26), "AA", "many ids")


finish()
