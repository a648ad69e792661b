"""That the recorder sees every change: each program runs under a build that walks every object at every step and counts
what the touched set did not tell of (configure --enable-audit; skipped for other builds).

Three ways: a walk at every step, one at every 11th, as seldom as the recorder comes nearer to doing it, and one at every
instruction.  With the touched
set not listened to, the same walks must find many changes: otherwise they prove nothing.  Each built CPython is asked.

A program whose run tells nothing, or ends by a signal, is a failure, unless UNTOLD says why.

Programs: those of this folder, which use every instruction, method and library function known to change something; those
of the golden pictures and the lessons; and, where TERRARIUM_SHARED names their folder, Python Tutor's and the benign ones.
"""
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile

TERRARIUM = os.environ["TERRARIUM"]
SOURCE = pathlib.Path(os.environ.get("TERRARIUM_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
LINES, INSTRUCTIONS = ("--instructions", "0"), ("--instructions", "20000")
BLIND = {"TERRARIUM_AUDIT_BLIND": "1"}
WAYS = {"every step": (LINES, {}), "every 11th step": (LINES, {"TERRARIUM_AUDIT_EVERY": "11"}),
        "every instruction": (INSTRUCTIONS, {}), "blind": (LINES, BLIND)}
COUNTS = struct.Struct("@III")  # steps vouched for, steps, changes missed
UNTOLD = {}  # program: why its run tells nothing, or by which signal it ends and why


def programs(folder):
    for place in ("tests/audit/programs", "tests/golden/programs", "lessons"):
        yield from sorted((SOURCE / place).rglob("*.py"))
    shared = pathlib.Path(os.environ.get("TERRARIUM_SHARED", SOURCE.parent / "shared"))
    yield from sorted((shared / "benign").glob("*.py"))
    for trace in sorted((shared / "pytutor").rglob("*.json")):
        program = pathlib.Path(folder) / f"{trace.stem}.py"
        program.write_text(json.loads(trace.read_text())["code"])
        yield program


def shortcoming(done, counts):
    """What is wrong with a run, or None."""
    number = -done.returncode if done.returncode < 0 else done.returncode - 128
    if number in set(signal.Signals):
        return f"it ended by {signal.Signals(number).name}"
    return None if len(counts) == COUNTS.size else "nothing was told"


def audit(version, program, folder, way):
    """1 if the run is wrong and should not be, else 0; steps vouched for, steps, and changes missed."""
    options, changes = way
    counts = pathlib.Path(folder, "counts")
    counts.unlink(missing_ok=True)
    done = subprocess.run([TERRARIUM, "record", "--python", version, "--steps", "20000", *options, "-o",
                           f"{folder}/x.trr", str(program)], cwd=folder,
                          env=dict(os.environ, TERRARIUM_AUDIT_COUNTS=str(counts), **changes),
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
    told = counts.read_bytes() if counts.exists() else b""
    wrong = shortcoming(done, told)
    if wrong is not None or program.name in UNTOLD:
        print(f"    {program.name}: {wrong}; expected: {UNTOLD.get(program.name)}")
    for line in re.findall(rb"^audit: step .*$", done.stderr, re.MULTILINE)[:3] if changes != BLIND else []:
        print(f"    {program.name}: {line.decode()}")
    return (wrong is not None) != (program.name in UNTOLD), *(COUNTS.unpack(told) if len(told) == COUNTS.size else (0, 0, 0))


def audited(folder):
    """The built versions whose steps are vouched for at all: a walk at every step needs no proof."""
    told = subprocess.run([TERRARIUM, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return [minor + free_threaded for minor, free_threaded in re.findall(r"^CPython (\d+\.\d+)[^ t]*(t?) \(", told, re.M)
            if audit(minor + free_threaded, SOURCE / "tests/golden/programs/aliasing.py", folder, (LINES, {}))[1] > 0]


def fails(version, every, folder):
    """The ways that fail under a version."""
    failed = []
    for name, way in WAYS.items():
        wrong, vouched, steps, missed = map(sum, zip(*(audit(version, program, folder, way) for program in every)))
        print(f"{version}, {name}: {len(every)} programs, {vouched} of {steps} steps vouched for, {missed} changes missed")
        if wrong or ((missed < 100) if way[1] == BLIND else (missed > 0)):
            failed.append(name)
    return failed


def main():
    with tempfile.TemporaryDirectory(prefix="terrarium-audit-") as folder:
        every, versions = list(programs(folder)), audited(folder)
        if not versions:
            print("skipped: no audit build (configure --enable-audit)")
            sys.exit(77)
        failed = sum(len(fails(version, every, folder)) for version in versions)
    print(f"{len(versions) * len(WAYS) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
