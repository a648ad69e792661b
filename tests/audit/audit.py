"""That the recorder sees every change: each program runs under a build that walks every object at every step and counts
what the touched set did not tell of (configure --enable-audit; skipped for other builds).

Six ways: a walk at every step, one at every 11th, as seldom as the recorder comes nearer to doing it, one at every
instruction, and the same where these end while frames wait; and one at every step and at every instruction of the library
modules that a program imports, which are opened for it (--into).  With the touched set not listened to, the same walks must
find many changes: otherwise they prove nothing.  Each built CPython is asked.

A program whose run tells nothing is a failure, unless UNTOLD says why; and one that ends by a signal, unless it does so
with the recorder off.  What other threads change is seen at the next event of any: nothing is vouched for there.

Programs: those of this folder, which use every instruction, method and library function known to change something;
those of the golden pictures and the lessons; those of tests/neutral, each run as it says (but not blind); and, where
TERRARIUM_SHARED names their folder, Python Tutor's and the benign ones.  Arguments choose those whose names they are
part of.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "neutral"))
import neutral  # noqa: E402

TERRARIUM = os.environ["TERRARIUM"]
SOURCE = pathlib.Path(os.environ.get("TERRARIUM_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
LINES, INSTRUCTIONS, FEW = (("--instructions", number) for number in ("0", "20000", "150"))
BLIND = {"TERRARIUM_AUDIT_BLIND": "1"}
OPENED = "--into"  # stands for what opens the modules that a program imports
WAYS = {"every step": (LINES, {}), "every 11th step": (LINES, {"TERRARIUM_AUDIT_EVERY": "11"}),
        "every instruction": (INSTRUCTIONS, {}), "a few instructions": (FEW, {}),
        "every step of the library": ((*LINES, OPENED), {}),
        "every instruction of the library": ((*INSTRUCTIONS, OPENED), {}), "blind": (LINES, BLIND)}
COUNTS = struct.Struct("@III")  # steps vouched for, steps, changes missed
UNTOLD = {}  # program: why its run tells nothing, or by which signal it ends and why


def others():
    """(name, bytes) of programs that are run by their names alone."""
    for place in ("tests/audit/programs", "tests/golden/programs", "lessons"):
        yield from ((path.name, path.read_bytes()) for path in sorted((SOURCE / place).rglob("*.py")))
    shared = pathlib.Path(os.environ.get("TERRARIUM_SHARED", SOURCE.parent / "shared"))
    yield from ((path.name, path.read_bytes()) for path in sorted((shared / "benign").glob("*.py")))
    for trace in sorted((shared / "pytutor").rglob("*.json")):
        yield f"{trace.stem}.py", json.loads(trace.read_text())["code"].encode()


def programs():
    """Those whose runs prove something blind, and the others."""
    folders = sorted(path.name for path in neutral.PROGRAMS.iterdir())
    return ([neutral.Program(name, source) for name, source in others()],
            [program for folder in folders for program in neutral.own_programs(folder)])


def record(version, program, options, **variables):
    """The finished run of a program, and what it told."""
    with tempfile.TemporaryDirectory(prefix="terrarium-audit-") as folder:
        place, counts = pathlib.Path(folder, "run"), pathlib.Path(folder, "counts")
        place.mkdir()
        (place / "program.py").write_bytes(program.source)
        done = subprocess.run([TERRARIUM, "record", "--python", version, "--steps", "20000", *options, "-o",
                               f"{folder}/x.trr", *program.command], cwd=place,
                              env={**os.environ, "PYTHONHASHSEED": "0", **program.variables,
                                   "TERRARIUM_AUDIT_COUNTS": str(counts), **variables},
                              input=program.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
        return done, counts.read_bytes() if counts.exists() else b""


def signal_of(done):
    number = -done.returncode if done.returncode < 0 else done.returncode - 128
    return signal.Signals(number) if number in set(signal.Signals) else None


def shortcoming(version, program, options, done, told):
    """What is wrong with a run, or None."""
    ended_by = signal_of(done)
    if ended_by is not None and signal_of(record(version, program, options, TERRARIUM_RECORDER="off")[0]) != ended_by:
        return f"it ended by {ended_by.name}"
    return None if len(told) == COUNTS.size else "nothing was told"


def audit(version, program, way):
    """1 if the run is wrong and should not be, else 0; steps vouched for, steps, and changes missed."""
    options, changes = way
    if OPENED in options:
        options = (*options[:-1], *neutral.library_options(program))
    done, told = record(version, program, options, **changes)
    wrong = shortcoming(version, program, options, done, told)
    if wrong is not None or program.name in UNTOLD:
        print(f"    {program.name}: {wrong}; expected: {UNTOLD.get(program.name)}")
    for line in re.findall(rb"^audit: step .*$", done.stderr, re.MULTILINE)[:3] if changes != BLIND else []:
        print(f"    {program.name}: {line.decode()}")
    numbers = COUNTS.unpack(told) if len(told) == COUNTS.size else (0, 0, 0)
    return (wrong is not None) != (program.name in UNTOLD), *numbers


def audited():
    """The built versions whose steps are vouched for at all: a walk at every step needs no proof."""
    told = subprocess.run([TERRARIUM, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
    program = neutral.Program("aliasing.py", (SOURCE / "tests/golden/programs/aliasing.py").read_bytes())
    found = re.findall(r"^CPython (\d+\.\d+)[^ t]*(t?) \(", told, re.M)
    return [minor + free_threaded for minor, free_threaded in found
            if audit(minor + free_threaded, program, (LINES, {}))[1] > 0]


def fails(pool, version, proving, every):
    """The ways that fail under a version."""
    failed = []
    for name, way in WAYS.items():
        chosen = [program for program in (proving if way[1] == BLIND else every)
                  if program.suits(version) and (OPENED not in way[0] or neutral.library_options(program))]
        wrong, vouched, steps, missed = map(sum, zip((0, 0, 0, 0), *pool.map(
            lambda program: audit(version, program, way), chosen)))
        print(f"{version}, {name}: {len(chosen)} programs, {vouched} of {steps} steps vouched for, "
              f"{missed} changes missed", flush=True)
        if wrong or ((missed < 100) if way[1] == BLIND else (missed > 0)):
            failed.append(name)
    return failed


def main():
    versions = audited()
    if not versions:
        print("skipped: no audit build (configure --enable-audit)")
        sys.exit(77)
    proving, others_too = programs()
    every = proving + others_too
    if sys.argv[1:]:
        every = [program for program in every if any(part in program.name for part in sys.argv[1:])]
        del WAYS["blind"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failed = sum(len(fails(pool, version, proving, every)) for version in versions)
    print(f"{len(versions) * len(WAYS) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
