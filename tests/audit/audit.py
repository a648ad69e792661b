"""That the recorder sees every change: each program runs under a build that walks every object at every step and counts
what the touched set did not tell of (configure --enable-audit; skipped for other builds).

Two ways: a walk at every step, and one at every 11th, as seldom as the recorder comes nearer to doing it.  With the touched
set not listened to, the same walks must find many changes: otherwise they prove nothing.

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


def audit(program, folder, changes):
    """Steps vouched for, steps, and changes missed, in the program's own process and its children."""
    done = subprocess.run([TERRARIUM, "record", "--steps", "20000", "-o", f"{folder}/x.trr", str(program)], cwd=folder,
                          env=dict(os.environ, TERRARIUM_AUDIT_COUNTS="1", **changes), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
    told = [[int(number) for number in found] for found in TOLD.findall(done.stderr)]
    for line in re.findall(rb"^audit: step .*$", done.stderr, re.MULTILINE)[:3] if changes != BLIND else []:
        print(f"    {program.name}: {line.decode()}")
    return [sum(numbers) for numbers in zip(*told)] or [0, 0, 0]


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="terrarium-audit-") as folder:
        every = list(programs(folder))
        if audit(SOURCE / "tests/golden/programs/aliasing.py", folder, {})[1] == 0:
            print("skipped: no audit build (configure --enable-audit)")
            sys.exit(77)
        for name, changes in {**WAYS, "blind": BLIND}.items():
            vouched, steps, missed = map(sum, zip(*(audit(program, folder, changes) for program in every)))
            print(f"{name}: {len(every)} programs, {vouched} of {steps} steps vouched for, {missed} changes missed")
            failed += (missed < 100) if changes == BLIND else (missed > 0)
    print(f"{len(WAYS) + 1 - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
