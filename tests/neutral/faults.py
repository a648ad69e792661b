"""That the programs of this folder notice a watcher's wrongs: each fault of src/cpython/faults.c makes the program that is
named here differ, which does not differ without it.  Skipped unless configured with --enable-faults."""
import os
import subprocess
import sys
import tempfile

from neutral import TERRARIUM, differences, finish, own_program, test

NOTICED_BY = {
    "keep_reference": "counts/containers",
    "keep_a_step": "deaths/order",
    "call_len": "calls/odd_objects",
    "call_repr": "calls/odd_objects",
    "lose_death": "deaths/containers",
    "touch_locals": "frames/names",
    "swallow_exception": "ends/raises_a_chain",
    "import_module": "interpreter/start",
    "collect": "collector/when",
    "reorder_output": "streams/several",
    "drop_output": "streams/writes_both",
    "eat_input": "streams/reads_all",
    "leave_thread": "threads/of_the_process",
    "change_hash_seed": "interpreter/hashes",
    "take_memory": "ids/addresses",
    "block_signal": "interpreter/environment",
    "lower_recursion_limit": "frames/recursion_limit",
    "set_attribute": "interpreter/start",
}
# From 3.13 on, asking for a frame's locals changes none of them (PEP 667), and makes a frame object.
NOTICED_WITH_PROXIES_BY = {"touch_locals": "collector/get_count"}


def faults():
    """Their names; none in a usual build, which runs the program."""
    with tempfile.TemporaryDirectory(prefix="terrarium-test-") as folder:
        told = subprocess.run([TERRARIUM, "record", "-o", "x.trr", "-c", ""], cwd=folder, stderr=subprocess.PIPE, text=True,
                              env=dict(os.environ, TERRARIUM_FAULT="?")).stderr
    return [line.split(":")[0] for line in told.splitlines()]


def add_test(fault, name):
    def run(case):
        version, interpreter = case.pythons()[0]
        noticing = name if version in ("3.11", "3.12") else NOTICED_WITH_PROXIES_BY.get(fault, name)
        program = own_program(noticing)
        found = [difference for _, difference in differences(case, program, version, interpreter) if difference]
        case.check(not found, f"{noticing} does not differ without a fault: {found}")
        program.variables["TERRARIUM_FAULT"] = fault
        found = [difference for _, difference in differences(case, program, version, interpreter) if difference]
        case.check(found, f"{noticing} notices {fault}")
    run.__name__ = fault
    test(run)


built = faults()
if not built:
    print("skipped: no build with faults (configure --enable-faults)")
    sys.exit(77)
if sorted(built) != sorted(NOTICED_BY):
    print(f"the runner has {built}, and this file {list(NOTICED_BY)}")
    sys.exit(1)
for fault, name in NOTICED_BY.items():
    add_test(fault, name)
finish()
