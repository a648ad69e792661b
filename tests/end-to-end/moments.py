"""At each moment a recording says what the running interpreter says: which names there are, what they refer to, what these
objects hold, and how often each is referred to.

The programs are random ones (random_programs.py), but the same each time; after each statement they tell of themselves
(told.py).  The log is followed record by record, and compared where such a line is about to run.  That the comparison can fail
is proved by leaving records out.  Arguments that are numbers choose programs: `moments.py 1000 1200` asks two hundred others.
"""
import json
import re
import shutil
import sys

from dumped import read_record
from harness import SOURCE, finish, test
from random_programs import Program
from told import MARKER

TELL = '__import__("told").tell()'
KINDS_OF_ITEMS = (10, 11, 13, 14, 25)  # whose entries are objects alone: TRACE_OBJECT_KINDS
IMMORTAL, COUNTED, UNOPENED, FIELDS_TOO = 1, 16, 32, 64  # enum trace_object_flag
UNCOUNTED = ("module", "type")  # telling needs these itself
CLASSES = ("Plain", "Slotted", "Careful")  # of random_programs.py
LINE, ENOUGH = 1, 3
MANNERS = (("--instructions", "0"), ("--instructions", "100000"))


class State:
    """What the log has told until now."""

    def __init__(self):
        self.strings, self.codes, self.frames, self.objects = [""], [None], [None], [None]
        self.at, self.names, self.stacks, self.dead = {}, {}, {}, set()

    def take(self, kind, fields):
        act = getattr(self, f"on_{kind}", None)
        if act:
            act(fields)

    def on_string(self, fields):
        self.strings.append((fields["text"] or b"").decode("utf-8", "replace"))

    def on_code(self, fields):
        self.codes.append(fields)

    def on_frame(self, fields):
        self.frames.append(fields)

    def on_push(self, fields):
        self.stacks.setdefault(fields["thread"], []).append(fields["frame"])

    def on_pop(self, fields):
        self.stacks[fields["thread"]].remove(fields["frame"])

    def on_name(self, fields):
        self.names.setdefault(fields["frame"], {})[self.strings[fields["name"]]] = fields["now"]

    def on_object(self, fields):
        self.at[fields["address"]] = len(self.objects)
        self.objects.append({**fields, "entries": list(fields["entries"] or [])})

    def on_grown(self, fields):
        origin = self.objects[fields["from"]]
        self.on_object({**origin, **fields, "value": origin["value"] + fields["more"]})

    def on_splice(self, fields):
        thing, old = self.objects[fields["object"]], list(fields["old"] or [])
        wide = 1 if thing["kind"] in KINDS_OF_ITEMS and not thing["flags"] & FIELDS_TOO else 2
        thing["entries"][fields["at"] * wide:fields["at"] * wide + len(old)] = list(fields["now"] or [])

    def on_count(self, fields):
        self.objects[fields["object"]]["references"] += fields["change"]

    def on_death(self, fields):
        self.dead.add(fields["object"])
        self.at.pop(self.objects[fields["object"]]["address"], None)

    def address(self, number):
        """0 for none, and for what has died."""
        return self.objects[number]["address"] if number and number not in self.dead else 0

    def is_own(self, frame):
        return self.strings[self.codes[self.frames[frame]["code"]]["file"]].endswith("program.py")

    def parts(self, sort, thing):
        """The same as told.held says."""
        entries = thing["entries"]
        if sort == "fields":
            return {self.strings[label]: self.address(part) for label, part in zip(entries[::2], entries[1::2])}
        found = [self.address(entry) for entry in entries]
        return [list(pair) for pair in zip(found[::2], found[1::2])] if sort == "pairs" else found

    def value(self, thing):
        """What an int or a str shows, as repr has it; None for others."""
        value = thing["value"] or b""
        if thing["kind"] == 3:
            return repr(int.from_bytes(value[1:], "little") * (-1 if value[0] else 1))
        return repr(value.decode()) if thing["kind"] == 6 else None


def complaints(state, thread, frames, objects, living):
    """What the log says otherwise."""
    dying = any(title == "__del__" for title, *_ in frames)  # (the collector no longer knows what holds that, maybe)
    for address, number in state.at.items() if not dying else ():
        if state.strings[state.objects[number]["type"]] in CLASSES and address not in living:
            yield f"#{number} has died"
    own = [frame for frame in state.stacks[thread] if state.is_own(frame)]
    if len(own) != len(frames):
        yield f"{len(own)} frames instead of {len(frames)}"
        return
    queue, seen = [], set()
    for frame, (title, names, optimised) in zip(own, frames):
        shown = {name: state.address(number) for name, number in state.names.get(frame, {}).items() if number}
        queue += names.values()
        for name in names:
            if shown.get(name) != names[name]:
                yield f"{name} of {title} is {objects[str(names[name])][:3]}"
        if optimised:  # (others are shown with the names of comprehensions that run, or CPython tells of these alone)
            yield from (f"{name} of {title} is unbound" for name in shown if name not in names and name[:2] != "__")
    while queue:
        number = queue.pop()
        if number in seen or str(number) not in objects:
            continue
        seen.add(number)
        yield from complaints_of(state, number, *objects[str(number)])
        sort, parts = objects[str(number)][1:3]
        queue += {"fields": lambda: parts.values(), "value": list,
                  "pairs": lambda: sum(parts, [])}.get(sort, lambda: parts)()


def complaints_of(state, number, kind, sort, parts, count):
    if number not in state.at:
        yield f"there is no {kind} at {number:x}"
        return
    thing = state.objects[state.at[number]]
    where = f"#{state.at[number]} {kind}"
    if state.strings[thing["type"]].rpartition(".")[2] != kind.rpartition(".")[2]:
        yield f"{where}: it is a {state.strings[thing['type']]}"
    if thing["flags"] & COUNTED and not thing["flags"] & IMMORTAL and kind not in UNCOUNTED and thing["references"] != count:
        yield f"{where}: {thing['references']} references instead of {count}"
    if thing["flags"] & UNOPENED or kind in UNCOUNTED or sort == "nothing":
        return
    found = state.value(thing) if sort == "value" else state.parts(sort, thing)
    if sort == "members":
        found, parts = sorted(found), sorted(parts)
    if sort == "fields":
        found = {label: part for label, part in found.items() if label in parts or label[:2] != "__"}
    if found is not None and found != parts:
        yield f"{where}: {found} instead of {parts}"


# Programs that were told wrongly once, each with what is true of it.  TELL begins a line of its own.
KEPT = {
    "the defaults of a function made for one call alone have a reference more": """
def known(n=0, *, k=None):
    pass
def outer(x):
    for i in range(3):
        (lambda y=0:
            TELL
         )()
        (lambda *, y=x:
            TELL
         )()
(lambda y=0:
    TELL
 )()
outer([1])
TELL
""",
}


class Recorded:
    """A program, what it told of itself, and the log of its recording."""

    def __init__(self, case, name, source, version, manner):
        self.case = case
        self.source = source
        case.file("program.py", self.source)
        library = case.folder / "site-packages"  # told.py is a library's there: its lines are no steps
        library.mkdir(exist_ok=True)
        shutil.copyfile(SOURCE / "tests/end-to-end/told.py", library / "told.py")
        done = case.run("record", "--python", version, *manner, "-o", "program.trr", "program.py",
                        variables={"PYTHONPATH": str(library), "PYTHONHASHSEED": "0"})
        self.name = f"{name}, CPython {version}, {' '.join(manner)}"
        case.equal((done.returncode, done.stderr), (0, b""), f"{self.name} runs")
        self.told = [json.loads(line[len(MARKER):]) for line in done.stdout.decode().splitlines() if line.startswith(MARKER)]
        self.lines = {number for number, line in enumerate(self.source.splitlines(), 1) if line.strip().startswith(TELL)}
        self.log = [read_record(line) for line in case.run("dump", "program.trr").stdout.splitlines()]

    def complaints(self, left_out=None):
        """The first few; `left_out`: the place in the log of a record that is not listened to."""
        state, found, moments = State(), [], iter(self.told)
        for place, (kind, fields) in enumerate(self.log):
            if kind == "step" and fields["event"] == LINE and fields["line"] in self.lines and state.is_own(fields["frame"]):
                told = next(moments, None)
                if told is None:
                    return found + ["a moment more than were told of"]
                found += [f"line {fields['line']}: {what}" for what in complaints(state, fields["thread"], *told)]
                if len(found) >= ENOUGH:
                    return found[:ENOUGH]
            if place != left_out:
                state.take(kind, fields)
        return found + ["moments were told of that are no steps" for _ in moments][:1]


def versions(case):
    """Where there is no GIL, counts are kept in two parts, which told.py does not read."""
    return [version for version, _ in case.pythons() if not version.endswith("t")]


def check_one(case, recorded):
    case.check(recorded.told, f"{recorded.name}: it tells of itself")
    found = recorded.complaints()
    case.check(not found, f"{recorded.name}: {found}\n{recorded.source if found else ''}")


def check(case, numbers):
    for number in numbers:
        for place, version in enumerate(versions(case)):
            check_one(case, Recorded(case, f"program {number}", Program(number, 10, TELL).source, version,
                                     MANNERS[(number + place) % len(MANNERS)]))


chosen = [int(argument) for argument in sys.argv[1:] if re.fullmatch(r"\d+", argument)]
del sys.argv[1:1 + len(chosen)]


@test
def moments_are_as_the_interpreter_tells_them(case):
    check(case, range(*chosen) if chosen else range(0, 12))


@test
def moments_of_others_are_as_the_interpreter_tells_them(case):
    check(case, () if chosen else range(12, 24))


@test
def moments_that_were_told_wrongly_are_told_right(case):
    for name, source in () if chosen else KEPT.items():
        for version in versions(case):
            for manner in MANNERS:
                check_one(case, Recorded(case, name, source.replace("TELL", TELL), version, manner))


def is_noticed(recorded, place):
    try:
        return bool(recorded.complaints(place))
    except (IndexError, KeyError):  # (without an object's birth numbers lead nowhere)
        return True


@test
def a_record_that_is_missing_is_noticed(case):
    recorded = Recorded(case, "program 1", Program(1, 10, TELL).source, versions(case)[0], MANNERS[0])
    births = [fields for kind, fields in recorded.log if kind in ("object", "grown")]
    instances = {number for number, fields in enumerate(births, 1) if fields.get("kind") == 19}
    for kind in ("name", "count", "splice", "object", "death"):
        places = [place for place, (other, fields) in enumerate(recorded.log) if other == kind and
                  (kind != "death" or fields["object"] in instances)]
        some = places[len(places) // 4::max(1, len(places) // 16)][:8]
        noticed = sum(is_noticed(recorded, place) for place in some)
        case.check(noticed > 0, f"of {len(some)} records {kind} that are left out, one by one, {noticed} are noticed")


finish()
