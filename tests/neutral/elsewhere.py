"""Programs that are not ours to hand on: Python Tutor's, and ordinary ones of every kind.  Skipped where they are not."""
import json
import sys

from neutral import Program, add_test, finish, shared

BENIGN, PYTUTOR = shared("benign"), shared("pytutor")
if not BENIGN and not PYTUTOR:
    print("skipped: there is no folder shared beside the sources, and TERRARIUM_SHARED names none")
    sys.exit(77)
for path in sorted(BENIGN.glob("*.py")) if BENIGN else ():
    program = Program(f"benign/{path.stem}", path.read_bytes())
    program.needs_gil = path.stem == "b20_many_threads"  # CPython 3.13t hangs where memory ends, watched or not
    add_test(program)
for path in sorted(PYTUTOR.glob("traces-*/*.json")) if PYTUTOR else ():
    add_test(Program(f"pytutor/{path.stem}", json.loads(path.read_text())["code"].encode()))
finish()
