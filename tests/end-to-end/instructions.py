"""Instructions: CPython's own `dis` says what the recording's tables must say, and how deep each value stack must be.

Each program is recorded with instructions and without, under each CPython, and compared with disassembly.py run by that
interpreter: every code object's table is what `dis` says of the same code; at every instant the recorded value stack is as deep
as the code says; instants follow each other as the code does; and the steps of both recordings are the same.

Those of the golden pictures and the audit are always taken, and every 15th of the neutral suite; with TERRARIUM_ALL=1 all of
them are, each with ten times as many instants.
"""
import json
import os
import re
import sys

from dumped import Log
from harness import SOURCE, finish, test

sys.path.insert(0, str(SOURCE / "tests/neutral"))
from neutral import Program, known, number  # noqa: E402

HELPER = SOURCE / "tests/end-to-end/disassembly.py"
ALL = bool(os.environ.get("TERRARIUM_ALL"))
MOST = "200000" if ALL else "20000"
EVERY = 1 if ALL else 15
BUDGETS = ("--instructions 1", "--instructions 7", "--instructions 33", "--instructions 101", "--instructions 333",
           "--instructions 1234", "--instructions-from 5", "--instructions-from 57 --instructions 100",
           "--instructions-from 200 --instructions 300", "--instructions-in work", "--instructions-in generator",
           "--instructions-in work --instructions-from 50 --instructions 60", "--instructions-in generator --instructions 9")
# Code of which handlers are not reached; a tracer that a library sets anew.
TELLING = ("language/exceptions", "library/unittest")
# A program's tracer may send a frame to another line, which the code does not lead to.
JUMPS = ("frames/tracers_of_every_kind",)
# As known.py says of frames/depth_through_c: here no output tells of it, but the steps do.
LESS_DEEP = (("frames/depth", "3.12"),)
NO_PROGRAM = re.compile(rb"^(SyntaxError|IndentationError|TabError|ValueError: source code string cannot)", re.M)
EVERYTHING = """
import asyncio, sys
def generator(n):
    try:
        for i in range(n):
            x = yield i
            if x: yield x
    finally:
        pass
def delegates(n): return (yield from generator(n))
async def counts(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i
async def main(): return await asyncio.gather(*[waits(i) for i in range(3)])
async def waits(i): return [j async for j in counts(i)]
print(asyncio.run(main()))
g = generator(5)
print(next(g), g.send(3), list(delegates(3)))
try: g.throw(ValueError('x'))
except ValueError as e: print(e)
def work(n):
    s, t = '', []
    for i in generator(n): s += 'x'; t.append([k for k in range(i)])
    return s, t, f'{n!r:>3}'
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(work(4), deep(200))
try: (lambda f: f(f))(lambda f: f(f))
except RecursionError: print('deep')
try:
    try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except* ValueError as e: print(e)
    except* TypeError as e: print(e)
finally: print('finally')
match {'a': [1, 2, {'b': 3}]}:
    case {'a': [x, y, {'b': z}], **rest}: print(x, y, z, rest)
def tracer(frame, event, value):
    frame.f_trace_opcodes = True
    seen.append(event)
    return tracer
seen = []
sys.settrace(tracer); work(3); sys.settrace(None)
print(len(seen) > 9, work(3))
for append in (print, list.append, print) * 3: # NULL stands where a method's object would
    try: append([1])
    except TypeError as e: print(e)
if hasattr(sys, 'monitoring'):
    tools, told = sys.monitoring, []
    events = tools.events.INSTRUCTION | tools.events.LINE
    for tool in range(6):
        tools.use_tool_id(tool, str(tool))
        tools.register_callback(tool, tools.events.INSTRUCTION, lambda code, offset: told.append(offset))
        tools.set_local_events(tool, work.__code__, events)
        work(2)
    for tool in range(6): tools.set_local_events(tool, work.__code__, 0); work(2); tools.free_tool_id(tool); work(2)
    print(len(told) > 9, (tools.use_tool_id(4, 'y'), work(3), tools.free_tool_id(4), work(2)))
work.__code__ = (lambda n: n + 1).__code__
print(work(1))
"""
def own_programs():
    for place in ("tests/golden/programs", "tests/audit/programs"):
        yield from sorted((SOURCE / place).glob("*.py"))
    neutral = sorted((SOURCE / "tests/neutral/programs").glob("*/*.py"))
    yield from (path for at, path in enumerate(neutral) if at % EVERY == 0 or path.parent.name + "/" + path.stem in TELLING)


def record(case, program, version, most):
    file = f"{most}.trr"
    (case.folder / file).unlink(missing_ok=True)
    case.run("record", "--python", version, "--instructions", most, "-o", file, *program.command, stdin=program.stdin,
             variables={"PYTHONHASHSEED": "0", **program.variables})
    return Log(case, file)


def listed(case, program, interpreter):
    """What `dis` says of each code object, by its name and line; nothing of a program that is none."""
    done = case.run("-W", "ignore", HELPER, "program.py", program=interpreter, variables={"PYTHONHASHSEED": "0", **program.variables})
    if NO_PROGRAM.search(done.stderr):
        return {}
    case.equal(done.stderr, b"", f"{interpreter} could be asked")
    told = {}
    for code in json.loads(done.stdout or b"[]"):
        told.setdefault((code["qualified"], code["line"]), []).append(code)
    return told


def difference(found, expected):
    """The first row that differs."""
    for one, other in zip(found + [None] * len(expected), expected + [None] * len(found)):
        if one != other:
            return one, other
    return None


def compare_tables(case, log, told, what):
    """Returns `dis`'s code objects by the number of those in the log."""
    codes = {}
    for code in log.tables:
        birth = log.codes[code]
        if not log.text(birth["file"]).endswith("program.py"):
            continue
        name = (log.text(birth["qualified"]), birth["line"])
        rows, choices = list(log.rows(code)), told.get(name, [])
        same = [choice for choice in choices if choice["rows"] == rows]
        if case.check(same, f"{what}: {name[0]} is as `dis` has it", *[difference(rows, choice["rows"]) for choice in choices]):
            codes[code] = same[0]
    return codes


def leads(code):
    """The instructions that may be told of after each one.  RESUME is not, for its step is; of what an EXTENDED_ARG extends
    nothing is told on 3.11, and of END_FOR nothing on 3.13.  An addition may store what it gives, and
    a call of append pops its own."""
    rows = {row["unit"]: row for row in code["rows"]}
    behind = dict(zip(rows, list(rows)[1:]))

    def told(unit):
        return {unit, *told(behind[unit])} if rows[unit]["name"] in ("RESUME", "END_FOR") else {unit}

    def ways(unit):
        row = rows[unit]
        if row["name"] == "EXTENDED_ARG":
            return {behind[unit], *ways(behind[unit])}
        found = {target for start, end, target, _, _ in code["handlers"] if start <= unit < end}
        found.update(way for way in (behind.get(unit), row["target"], row["written"]) if way is not None)
        pair = (row["name"], rows[behind[unit]]["name"] if unit in behind else "")
        if pair in (("BINARY_OP", "STORE_FAST"), ("CALL", "POP_TOP")):
            found.add(behind[behind[unit]])
        return set().union(*map(told, found))

    return {unit: ways(unit) for unit in rows}


def compare_instants(case, program, log, codes, what):
    deep = {number: {row["unit"]: row["depth"] for row in code["rows"]} for number, code in codes.items()}
    follow = {number: leads(code) for number, code in codes.items()}
    before, wrong, order = {}, [], []
    for frame, unit, depth in log.instants:
        code = log.frames[frame]
        if frame == 0:
            before.clear()
        if code not in codes or unit is None:
            continue
        if deep[code][unit] != depth:
            wrong.append((codes[code]["qualified"], unit, depth, deep[code][unit]))
        if frame in before and unit not in follow[code][before[frame]]:
            order.append((codes[code]["qualified"], before[frame], unit))
        before[frame] = unit
    case.equal(log.wrong, [], f"{what}: changes of value stacks fit to each other")
    case.equal(wrong[:3], [], f"{what}: value stacks are as deep as the code says")
    if program.name not in JUMPS:
        case.equal(order[:3], [], f"{what}: no instruction is missing between two others")


def comparable(steps):
    """Where several threads run, which comes first, which takes a pool's job, and how often one looks for what it waits for,
    is the system's choice; what is done is not."""
    if len({thread for thread, *_ in steps}) == 1:
        return steps
    return {(event, line, value) for _, event, _, line, value in steps}


def compare_steps(case, program, version, log, what):
    if known(program.name, "instructions", version) or (program.name, version) in LESS_DEEP:
        return
    lines = record(case, program, version, "0")
    differs = comparable(lines.steps) != comparable(log.steps)
    if differs and comparable(record(case, program, version, "0").steps) == comparable(lines.steps):
        case.check(False, f"{what}: the steps are the same with instructions and without",
                   *[(index, pair) for index, pair in enumerate(zip(lines.steps, log.steps)) if pair[0] != pair[1]][:1],
                   (len(lines.steps), len(log.steps)))
    else:
        case.check(True, what)


def compare(case, path):
    program = Program(f"{path.parent.name}/{path.stem}", path.read_bytes())
    if not program.instructions:
        return
    case.file("program.py", program.source)
    for version, interpreter in case.pythons():
        if number(version.rstrip("t")) < program.first:
            continue
        what = f"{program.name}, CPython {version}"
        log = record(case, program, version, MOST)
        told = listed(case, program, interpreter)
        compare_instants(case, program, log, compare_tables(case, log, told, what), what)
        compare_steps(case, program, version, log, what)


def add_test(path):
    def run(case):
        compare(case, path)
    run.__name__ = f"{path.parent.name}/{path.stem}"
    test(run)


@test
def recording_instructions_may_begin_and_end_anywhere(case):
    case.file("program.py", EVERYTHING)
    for version, interpreter in case.pythons():
        plain = case.run("program.py", program=interpreter)
        for options in BUDGETS:
            (case.folder / "x.trr").unlink(missing_ok=True)
            done = case.run("record", "--python", version, *options.split(), "-o", "x.trr", "program.py")
            what = f"CPython {version}, {options}"
            case.equal((done.returncode, done.stdout, done.stderr), (plain.returncode, plain.stdout, plain.stderr), what)
            case.equal(Log(case, "x.trr").wrong, [], f"{what}: changes of value stacks fit to each other")
            case.equal(case.run("replay", "--print", "x.trr").stderr, b"", f"{what}: the recording is whole")


for each in own_programs():
    add_test(each)
finish()
