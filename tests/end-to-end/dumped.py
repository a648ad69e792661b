"""A recording's log, by way of `terrarium dump`: what the tests of instructions look at."""
import json
import re

COLUMNS = ("unit", "name", "argument", "shown", "constant", "target", "depth", "line", "end_line", "byte", "end_byte")
FIELD = re.compile(rb'(\w+)=(?:([-+]?\d+)|\[([^]]*)\]|"((?:[^"\\]|\\.)*)")')


def read_record(line):
    kind, _, rest = line.partition(b" ")
    fields = {}
    for name, digits, numbers, text in FIELD.findall(rest):
        fields[name.decode()] = (int(digits) if digits else [int(item) for item in numbers.split()] if numbers else
                                 text.decode("unicode_escape").encode("latin-1"))
    return kind.decode(), fields


class Log:
    """A recording's log, by way of `terrarium dump`."""

    def __init__(self, case, file):
        self.strings, self.codes, self.frames, self.objects = [b""], [None], [None], [None]
        self.tables, self.steps, self.instants = {}, [], []  # instants: frame, unit, depth
        self.stacks, self.wrong = {}, []
        done = case.run("dump", file)
        case.equal(done.stderr, b"", f"nothing is wrong with {file}")
        for line in done.stdout.splitlines():
            kind, fields = read_record(line)
            act = getattr(self, f"on_{kind}", None)
            if act:
                act(fields)

    def on_string(self, fields):
        self.strings.append(fields["text"] or b"")

    def on_code(self, fields):
        self.codes.append(fields)

    def on_frame(self, fields):
        self.frames.append(fields["code"])

    def on_object(self, fields):
        self.objects.append(fields)

    def on_grown(self, fields):
        origin = self.objects[fields["from"]]
        self.objects.append({**origin, **fields, "value": bytes(origin["value"] or b"") + bytes(fields["more"] or b"")})

    def on_instructions(self, fields):
        rows = fields["rows"]
        self.tables[fields["code"]] = [dict(zip(COLUMNS, rows[at:at + len(COLUMNS)])) for at in range(0, len(rows), len(COLUMNS))]

    def on_stack(self, fields):
        stack = self.stacks.setdefault(fields["frame"], [])
        at, old, now = fields["at"], list(fields["old"] or []), list(fields["now"] or [])
        if stack[at:] != old:
            self.wrong.append(f"record {fields} meets {stack}")
        stack[at:] = now

    def on_instruction(self, fields):
        self.instants.append((fields["frame"], fields["unit"], len(self.stacks.get(fields["frame"], []))))

    def on_step(self, fields):
        value = self.objects[fields["value"]] if fields["value"] else {"type": 0}
        self.steps.append((fields["thread"], fields["event"], fields["frame"], fields["line"], self.strings[value["type"]]))
        self.instants.append((fields["frame"], None, 0))

    def on_note(self, fields):
        self.instants.append((0, None, 0))  # it tells of instants that are not recorded

    def text(self, string):
        return self.strings[string].decode("utf-8", "surrogatepass")

    def jump(self, shown):
        found = re.fullmatch(r"to (\d+)", self.text(shown))
        return int(found[1]) // 2 if found else None

    def constant(self, birth):
        """As disassembly.told tells of one."""
        thing = self.objects[birth]
        kind, value, entries = thing["kind"], bytes(thing["value"] or b""), list(thing["entries"] or [])
        if kind == 1:
            return ["constant", "None"]
        if kind == 2:
            return ["constant", repr(value != b"\0")]
        if kind == 3:
            return ["int", value[0] == 1, value[1:].hex(), thing["length"]]
        if kind in (4, 5):
            return ["float" if kind == 4 else "complex", value.hex()]
        if kind in (6, 7):
            return ["str" if kind == 6 else "bytes", value.hex(), thing["length"]]
        if kind == 9:
            return ["constant", value.decode()]
        inner = [self.constant(entry) for entry in (entries if kind != 16 else entries[1::2])]  # a slice's have labels
        if kind == 16:
            return ["slice", inner]
        return ["tuple", inner] if kind == 11 else ["frozenset", sorted(inner, key=json.dumps)]

    def rows(self, code):
        """A code object's table, as disassembly.rows has it."""
        for row in self.tables[code]:
            yield {"unit": row["unit"], "name": self.text(row["name"]), "argument": row["argument"],
                   "shown": self.text(row["shown"]),
                   "constant": self.constant(row["constant"]) if row["constant"] else None,
                   "target": row["target"] - 1 if row["target"] else None, "written": self.jump(row["shown"]),
                   "depth": row["depth"] - 1 if row["depth"] else None,
                   "place": [row["line"], row["end_line"], row["byte"] - 1 if row["byte"] else None,
                             row["end_byte"] - 1 if row["end_byte"] else None]}
