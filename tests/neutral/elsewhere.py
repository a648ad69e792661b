"""Programs that are not ours to hand on: Python Tutor's, and ordinary ones of every kind.  Skipped where they are not."""
import json
import sys

from neutral import Program, add_test, finish, shared

BENIGN, PYTUTOR = shared("benign"), shared("pytutor")
if not BENIGN and not PYTUTOR:
    print("skipped: there is no folder shared beside the sources, and TERRARIUM_SHARED names none")
    sys.exit(77)
for path in sorted(BENIGN.glob("*.py")) if BENIGN else ():
    add_test(Program(f"benign/{path.stem}", path.read_bytes()))
for path in sorted(PYTUTOR.glob("traces-*/*.json")) if PYTUTOR else ():
    add_test(Program(f"pytutor/{path.stem}", json.loads(path.read_text())["code"].encode()))
finish()
