"""Reads a printed picture back: boxes, their slots, and what each slot refers to.

Knows nothing but what a reader of the picture is told (diagram/route.h says how lines are to be followed), and shares no
code with what draws it.  Every way in which a picture could not be read is a complaint in Picture.faults.
"""
import re

EAST, SOUTH, WEST, NORTH = range(4)
MOVES = {EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0), NORTH: (0, -1)}
ARMS = {
    "─": {EAST, WEST}, "│": {NORTH, SOUTH}, "╭": {EAST, SOUTH}, "╮": {SOUTH, WEST}, "╰": {NORTH, EAST},
    "╯": {NORTH, WEST}, "├": {NORTH, EAST, SOUTH}, "┤": {NORTH, SOUTH, WEST}, "┬": {EAST, SOUTH, WEST},
    "┴": {NORTH, EAST, WEST}, "┼": {NORTH, EAST, SOUTH, WEST},
}

# What no object stands for: a row without a label of its own.
DETAIL = re.compile(r"(mro|maxlen|traceback|position|remaining|next|next number|descriptor): |suspended at line |"
                    r"(alive|dead|exhausted|closed|detached|released|running|at its end)$")
# Below a line across a frame, with such a word in it, stands what no name refers to.
RESULTS = "returns", "yields", "exception"


class Form:
    """One way of drawing: the signs that boxes and lines are made of."""

    def __init__(self, corners, side, exits, edge, dot, head, label, mark, more, middle):
        self.corners, self.side, self.exits, self.edge = corners, side, exits, edge
        self.dot, self.head, self.label, self.mark, self.more, self.middle = dot, head, label, mark, more, middle


UTF8 = Form("╭╮╰╯", "│", "┼", "─", "●", "▶", "→", "…", "…", "·")
ASCII = Form("++++", "|", "+", "-", "o", ">", "@", "..", "~", "-")


class Slot:
    """One row or cell of a box: a label ("" in sets), and a value as text, or a reference: `target` is a Box, or None when
    the reference is written as a label; then `label_id` has the digits."""

    def __init__(self, label, value=None, target=None, label_id=None, remark=False):
        self.label, self.value, self.target, self.label_id, self.remark = label, value, target, label_id, remark
        self.mark = ""
        self.result = None  # one of RESULTS: the value that a frame is left with, which has no label

    @property
    def is_reference(self):
        return self.target is not None or self.label_id is not None

    def __repr__(self):
        return f"{self.label!r}:{self.target.title if self.target else self.label_id or self.value!r}"


class Box:
    def __init__(self, left, top, right, bottom):
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.title = self.facts = self.footer = self.mark = ""
        self.id = None           # hex digits: a suffix of the object's id; None for frames
        self.references = None   # the count drawn, if one is
        self.slots = []

    def has(self, x, y):
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Picture:
    def __init__(self, text, ascii=False):
        self.form = ASCII if ascii else UTF8
        self.ascii = ascii
        self.faults = []
        self.text = text
        lines = text.splitlines()
        start = next((i for i, line in enumerate(lines) if re.match(r" Names\b", line)), None)
        if start is None:
            self.faults.append("no picture")
            start = len(lines)
        end = next((i for i in range(start, len(lines)) if re.match(r"What happened:|Output\b|The program", lines[i])),
                   len(lines))
        self.rows = lines[start + 1:end]
        self.boxes = []
        self._find_boxes()
        self.left_out = None
        self.between = None  # (row, count): frames that are left out there
        self.threads = []  # names, each above its frames
        for y, row in enumerate(self.rows):
            found = re.match(r" thread (\S+(?: \S+)*)", row)
            if found:
                self.threads.append(found[1])
                self.followed.update((x, y) for x in range(*found.span()))
            found = re.match(rf" {re.escape(self.form.more)} (\d+) frames between", row)
            if found:
                self.between = y, int(found[1])
            found = re.search(rf"^ {re.escape(self.form.more)} (more than )?(\d+) more objects?$", row)
            if found:
                self.left_out = int(found[2])
        for box in self.boxes:
            self._read_title(box)
            self._read_footer(box)
        for box in self.boxes:
            self._read_slots(box)
        self._nothing_unread()

    @property
    def frames(self):
        return [box for box in self.boxes if box.id is None and box.mark != "gone"]

    @property
    def objects(self):
        return [box for box in self.boxes if box.id is not None]

    def fault(self, what, x, y):
        self.faults.append(f"{what} at column {x}, row {y}")

    def at(self, x, y):
        return self.rows[y][x] if 0 <= y < len(self.rows) and 0 <= x < len(self.rows[y]) else " "

    def box_at(self, x, y):
        return next((box for box in self.boxes if box.has(x, y)), None)

    # ---- boxes ----

    def _find_boxes(self):
        """A box's upper left corner has a blank beside it, then its title; corners of lines have line beside them."""
        for y, row in enumerate(self.rows):
            for match in re.finditer(re.escape(self.form.corners[0]) + r" [A-Za-z_<]", row):
                if self.box_at(match.start(), y):
                    continue  # words in a lower border
                box = self._close(match.start(), y)
                if box is not None:
                    self.boxes.append(box)

    def _close(self, left, top):
        form = self.form
        if not self.ascii or self.at(left, top + 1) in "|+":
            right = self.rows[top].find(form.corners[1], left + 1)
            bottom = top + 1
            while self.at(left, bottom) == form.side or self._heading(left, right, bottom):
                bottom += 1
            if right > 0 and self.at(left, bottom) == form.corners[2] and self.at(right, bottom) == form.corners[3]:
                for y in range(top + 1, bottom):
                    if self.at(right, y) not in (form.side, form.exits) and not self._heading(left, right, y):
                        self.fault("the right border is broken", right, y)
                return Box(left, top, right, bottom)
        self.fault("a box is not closed", left, top)
        return None

    def _heading(self, left, right, y):
        """The word in a line that goes across a box here, from border to border; None where there is none."""
        form = self.form
        ends = "++" if self.ascii else "├┤"
        row = re.fullmatch(rf"{re.escape(ends[0])} (\w+) {form.edge}*{re.escape(ends[1])}",
                           self.rows[y][left:right + 1] if y < len(self.rows) else "")
        return row[1] if row and row[1] in RESULTS else None

    def _read_title(self, box):
        form = self.form
        text = self.rows[box.top][box.left + 1:box.right]
        mark = re.escape(form.mark)
        facts = re.search(rf" (?:id )?{mark}([0-9a-f]{{4,16}})((?: {re.escape(form.middle)} [^{form.edge}]*?)*) $", text)
        if facts:
            box.id, box.facts = facts[1], facts[2].strip()
            count = re.search(r"(\d+) refs?", box.facts)
            box.references = int(count[1]) if count else None
            text = text[:facts.start()]
        head = re.match(rf" (.*?) ?{form.edge}*$", text)
        title = head[1].rstrip()
        for word in ("new", "gone", "*"):
            if title.endswith(" " + word):
                box.mark, title = word, title[:-len(word) - 1]
        box.title = title
        if box.id is None:
            state = re.search(rf"^(.*?) {form.edge}* ?(current|suspended)$", title)
            if state:
                box.title, box.facts = state[1].strip(), state[2]

    def _read_footer(self, box):
        text = self.rows[box.bottom][box.left + 1:box.right]
        box.footer = text.strip(self.form.edge + " ") if not set(text) <= {self.form.edge} else ""

    # ---- slots ----

    def _read_slots(self, box):
        rows = [(y, self.rows[y][box.left + 1:box.right]) for y in range(box.top + 1, box.bottom)]
        if box.id is not None and self._is_indexed(box, rows):
            for (_, indices), (_, values) in zip(rows[::2], rows[1::2]):
                self._read_cells(box, values, indices)
        elif box.id is not None and self._are_cells(box, rows):
            for _, values in rows:
                self._read_cells(box, values, "")
        else:
            result = None
            for y, text in rows:
                if self._heading(box.left, box.right, y):
                    result = self._heading(box.left, box.right, y)
                    continue
                self._read_row(box, y, text, result)
                if result is not None and box.slots:
                    box.slots[-1].result = result

    def _kind(self, box):
        return box.title.split(" ")[0]

    def _is_indexed(self, box, rows):
        """Indices stand above values: only in lists and tuples of values."""
        if self._kind(box) not in ("list", "tuple") or not rows or len(rows) % 2 or not rows[0][1].strip():
            return False
        return self._are_cells(box, rows, ("list", "tuple")) and \
            all(re.fullmatch(r" *(\d+ *)*", indices) and len(indices.split()) == len(self._cells(values))
                for (_, indices), (_, values) in zip(rows[::2], rows[1::2]))

    def _cells(self, values):
        """Texts of the cells in a row, but for remarks on what was left out."""
        cells = re.split(r"(?<= )" + re.escape(self.form.side) + r"(?= )", values)
        return [cell for cell in cells if not cell.strip().startswith(self.form.more + " ")]

    def _are_cells(self, box, rows, kinds=("set", "frozenset")):
        return self._kind(box) in kinds and \
            all(self.at(box.right, y) == self.form.side and f" {self.form.label} " not in text for y, text in rows)

    def _read_cells(self, box, values, indices):
        at = 0
        for cell in re.split(r"(?<= )" + re.escape(self.form.side) + r"(?= )", values):
            index = re.match(r" *(\d*)", indices[at + 1:at + 1 + len(cell)])[1] if indices else ""
            at += len(cell) + 1
            self._add_value(box, index, cell.strip())

    LABEL = r"""'(?:[^'\\]|\\.)*'|"[^"]*"|\(.*?\)|frozenset\(.*?\)|<[^>]*>|[^\s]+"""

    def _read_row(self, box, y, text, result=None):
        form = self.form
        if self.at(box.right, y) == form.exits:
            start = re.fullmatch(rf"(.*?) {form.dot}{form.edge}+", text)
            if start is None:
                self.fault("a line leaves a box without a dot", box.right, y)
                return
            label, mark = self._split_mark(start[1].strip())
            slot = Slot(label, target=self._follow(box.right, y))
            slot.mark = mark
            box.slots.append(slot)
            return
        written = re.fullmatch(rf"(.*?) ?{form.label} {re.escape(form.mark)}([0-9a-f]+) *", text)
        if written is not None:
            label, mark = self._split_mark(written[1].strip())
            slot = Slot(label, label_id=written[2])
            slot.mark = mark
            box.slots.append(slot)
            return
        if form.dot + form.edge in text:
            self.fault("a line does not leave its box", box.left, y)
        stripped = text.strip()
        if stripped.startswith(form.more + " ") or stripped in ("(empty)", "(no names yet)") or \
                DETAIL.match(stripped):
            box.slots.append(Slot("", stripped, remark=True))
        elif result is not None or self._kind(box) in ("set", "frozenset"):
            self._add_value(box, "", stripped)
        else:
            parts = re.fullmatch(rf"({self.LABEL}) +(.*)", stripped)
            if parts:
                self._add_value(box, parts[1], parts[2])
            elif stripped:
                self._add_value(box, "", stripped)

    def _split_mark(self, label):
        marked = re.fullmatch(r"(|.* )(new|gone|\*|was .*)", label)
        return (marked[1].strip(), marked[2]) if marked else (label, "")

    def _add_value(self, box, label, text):
        if text == "(empty)" or text.startswith(self.form.more + " ") and "more" in text:
            box.slots.append(Slot("", text, remark=True))
        elif text:
            slot = Slot(label, text)
            marked = re.search(r"((?:^| )gone| new| \*| was .*)$", text)
            if marked:
                slot.mark, slot.value = marked[1].strip(), text[:marked.start()].rstrip()
            box.slots.append(slot)

    # ---- lines ----

    def _arms(self, x, y):
        """The directions in which a line leaves this cell; boxes are walls."""
        sign = self._line(x, y)
        if not self.ascii:
            return ARMS.get(sign, set())
        if sign in "-|":
            return {EAST, WEST} if sign == "-" else {NORTH, SOUTH}
        if sign != "+":
            return set()
        return ({EAST} if self._line(x + 1, y) in ("-", "+", ">") else set()) | \
            ({WEST} if self._line(x - 1, y) in ("-", "+") or self._leaves_box(x - 1, y) else set()) | \
            ({SOUTH} if self._line(x, y + 1) in ("|", "+") else set()) | \
            ({NORTH} if self._line(x, y - 1) in ("|", "+") else set())

    def _line(self, x, y):
        return " " if self.box_at(x, y) else self.at(x, y)

    def _leaves_box(self, x, y):
        box = self.box_at(x, y)
        return box is not None and x == box.right and self.at(x, y) == self.form.exits and \
            box.top < y < box.bottom

    def _follow(self, border, y):
        """The box at whose border the only head of the line stands that leaves a box here."""
        heads, seen, places = set(), set(), [(border + 1, y, EAST)]
        while places:
            place = x, row, towards = places.pop()
            if place in seen:
                continue
            seen.add(place)
            self.followed.add((x, row))
            back = (towards + 2) % 4
            if towards == EAST and self._line(x, row) == self.form.head:
                target = self.box_at(x + 1, row)
                if target is None or x + 1 != target.left:
                    self.fault("a head points at nothing", x, row)
                else:
                    heads.add(target)
                continue
            if towards == WEST and self._leaves_box(x, row):
                continue  # the start of another reference to the same object
            arms = self._arms(x, row)
            if arms == {NORTH, SOUTH} and towards in (EAST, WEST):
                arms = {EAST, WEST}  # passes under
            if back not in arms:
                self.fault("a line breaks off", x, row)
                continue
            for arm in arms - {back}:
                places.append((x + MOVES[arm][0], row + MOVES[arm][1], arm))
        if len(heads) != 1:
            self.fault(f"a reference has {len(heads)} heads", border, y)
        return min(heads, key=lambda box: (box.top, box.left)) if heads else None

    @property
    def followed(self):
        return self.__dict__.setdefault("_followed", set())

    def _nothing_unread(self):
        """Every sign outside of the boxes belongs to a line that was followed, or to a remark."""
        for y, row in enumerate(self.rows):
            if re.match(rf" {re.escape(self.form.more)} ", row):
                continue
            for x, sign in enumerate(row):
                if sign != " " and (x, y) not in self.followed and not self.box_at(x, y):
                    self.fault(f"{sign!r} belongs to nothing", x, y)
                    return


def shape(picture):
    """What a picture says, without where it stands: for comparing two pictures of one moment."""
    def reference(slot):
        if not slot.is_reference:
            return slot.value
        return slot.target.id if slot.target else slot.label_id
    return sorted((box.title, box.id or "", [(slot.result or "", slot.label, reference(slot)) for slot in box.slots])
                  for box in picture.boxes)
