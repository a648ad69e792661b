"""Behind walls programs write what they write under plain python3, too.  A few matters that walls could come in the way
of, each program with one CPython; TERRARIUM_ALL=1 (make check-walls) takes all, with each, and by instructions."""
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

import neutral
from neutral import INSTRUCTIONS, LINES, PROGRAMS, TERRARIUM, add_test, difference, environment, finish, known
from neutral import own_programs, recorded, through_pipes

ALL = os.environ.get("TERRARIUM_ALL") == "1"
FOLDERS = sorted(path.name for path in PROGRAMS.iterdir()) if ALL else ("ends", "processes", "streams", "threads")
HOME = {"HOME": "/nonexistent"}  # the home is hidden: a program that lies there would not find what lies beside it
neutral_empty = neutral.empty


def empty(case, program):
    """Behind walls root is nobody, who has to be able to look into the folder."""
    neutral_empty(case, program)
    case.folder.chmod(0o755)


neutral.empty = empty


def found(case, program, version, interpreter, options):
    """What differs behind walls; or None."""
    return difference(lambda: through_pipes(case, program, [interpreter, *program.command], **HOME),
                      lambda: through_pipes(case, program, recorded(program, version, "--walls", *options), **HOME))[0]


def chosen(case, program):
    """(version, interpreter) of those with which it is run."""
    pythons = [python for python in case.pythons() if program.suits(python[0])]
    first = zlib.crc32(program.name.encode()) % max(len(pythons), 1)
    return pythons if ALL else pythons[first:first + 1]


def compare(case, program):
    ways = {"record": LINES, **({"instructions": INSTRUCTIONS} if ALL and program.instructions else {})}
    for version, interpreter in chosen(case, program):
        for way, options in ways.items():
            if known(program.name, way, version) is None:
                differs = found(case, program, version, interpreter, options)
                case.check(differs is None, f"{program.name}, CPython {version}, {way}, behind walls: {differs}")


def are_possible():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        return subprocess.run([TERRARIUM, "record", "--walls", "-o", "x.trr", "-c", "pass"], cwd=folder,
                              env=environment(pathlib.Path(folder)), stderr=subprocess.DEVNULL).returncode == 0


if not are_possible():
    print("skipped: there can be no walls here (terrarium doctor)")
    sys.exit(77)
for folder in FOLDERS:
    for one in own_programs(folder):
        if not one.places:
            add_test(one, compare)
finish()
