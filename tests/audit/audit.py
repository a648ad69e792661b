"""That the recorder sees every change: each program runs under a build that walks every object at every step and counts
what the touched set did not tell of (configure --enable-audit; skipped for other builds).

Two ways: a walk at every step, and one at every 11th, as seldom as the recorder comes nearer to doing it.  With the touched
set not listened to, the same walks must find many changes: otherwise they prove nothing.  Each built CPython is asked.

Programs: those of this folder, which use every instruction, method and library function known to change something; those
of the golden pictures and the lessons; and, where TERRARIUM_SHARED names their folder, Python Tutor's and the benign ones.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TERRARIUM = os.environ["TERRARIUM"]
SOURCE = pathlib.Path(os.environ.get("TERRARIUM_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
WAYS = {"every step": {}, "every 11th step": {"TERRARIUM_AUDIT_EVERY": "11"}}
BLIND = {"TERRARIUM_AUDIT_BLIND": "1"}
TOLD = re.compile(rb"^audit: (\d+) of (\d+) steps were vouched for, (\d+) changes were missed$", re.MULTILINE)


def programs(folder):
    for place in ("tests/audit/programs", "tests/golden/programs", "lessons"):
        yield from sorted((SOURCE / place).rglob("*.py"))
    shared = pathlib.Path(os.environ.get("TERRARIUM_SHARED", SOURCE.parent / "shared"))
    yield from sorted((shared / "benign").glob("*.py"))
    for trace in sorted((shared / "pytutor").rglob("*.json")):
        program = pathlib.Path(folder) / f"{trace.stem}.py"
        program.write_text(json.loads(trace.read_text())["code"])
        yield program


def audit(version, program, folder, changes):
    """Steps vouched for, steps, and changes missed, in the program's own process and its children."""
    done = subprocess.run([TERRARIUM, "record", "--python", version, "--steps", "20000", "-o", f"{folder}/x.trr",
                           str(program)], cwd=folder, env=dict(os.environ, TERRARIUM_AUDIT_COUNTS="1", **changes),
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
    told = [[int(number) for number in found] for found in TOLD.findall(done.stderr)]
    if not told and changes != BLIND:
        print(f"    {program.name}: nothing was told")
    for line in re.findall(rb"^audit: step .*$", done.stderr, re.MULTILINE)[:3] if changes != BLIND else []:
        print(f"    {program.name}: {line.decode()}")
    return [sum(numbers) for numbers in zip(*told)] or [0, 0, 0]


def audited(folder):
    """The built versions whose steps are vouched for at all: a walk at every step needs no proof."""
    told = subprocess.run([TERRARIUM, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return [minor + free_threaded for minor, free_threaded in re.findall(r"^CPython (\d+\.\d+)[^ t]*(t?) \(", told, re.M)
            if audit(minor + free_threaded, SOURCE / "tests/golden/programs/aliasing.py", folder, {})[0] > 0]


def fails(version, every, folder):
    """The ways that fail under a version."""
    failed = []
    for name, changes in {**WAYS, "blind": BLIND}.items():
        vouched, steps, missed = map(sum, zip(*(audit(version, program, folder, changes) for program in every)))
        print(f"{version}, {name}: {len(every)} programs, {vouched} of {steps} steps vouched for, {missed} changes missed")
        if (missed < 100) if changes == BLIND else (missed > 0):
            failed.append(name)
    return failed


def main():
    with tempfile.TemporaryDirectory(prefix="terrarium-audit-") as folder:
        every, versions = list(programs(folder)), audited(folder)
        if not versions:
            print("skipped: no audit build (configure --enable-audit)")
            sys.exit(77)
        failed = sum(len(fails(version, every, folder)) for version in versions)
    print(f"{len(versions) * (len(WAYS) + 1) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
