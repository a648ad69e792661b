"""A taste of tests/neutral, for a quick look while something is being changed: programs that look at reference counts, ids,
deaths and the collector."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "neutral"))
from neutral import add_test, finish, own_program  # noqa: E402

for name in ("calls/odd_objects", "collector/when", "counts/everything", "deaths/order", "frames/depth", "ids/lists",
             "interpreter/start", "streams/several"):
    add_test(own_program(name))
finish()
