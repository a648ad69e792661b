"""Compares what a picture says with what the interpreter said at the same moment (truth.py)."""
import re


class Checker:
    """Compares a picture with the truth told at the same moment; what differs is in `complaints`."""

    def __init__(self, truth, picture):
        self.truth, self.picture = truth, picture
        self.complaints = list(picture.faults)
        self.ids = [int(number) for number in truth["objects"]]
        self.box_of = {}
        self.boxes()
        if not self.complaints:
            self.frames()
            self.contents()

    def complain(self, *what):
        self.complaints.append(" ".join(str(part) for part in what))

    def id_of(self, digits):
        found = [number for number in self.ids if f"{number:x}".endswith(digits)]
        if len(found) != 1:
            self.complain(f"{len(found)} objects have ids that end with", digits)
        return found[0] if found else None

    def boxes(self):
        for box in self.picture.objects:
            if box.mark == "gone":
                continue
            number = self.id_of(box.id)
            if number is None:
                continue
            if number in self.box_of:
                self.complain("two boxes for", hex(number))
            self.box_of[number] = box
        missing = len(self.ids) - len(self.box_of)
        if missing != (self.picture.left_out or 0):
            self.complain(f"{missing} objects have no box, {self.picture.left_out or 0} are said to be left out")

    def cut(self, shown, true):
        """Whether a text is the true one, or what is left of it before a mark."""
        mark = "~" if self.picture.ascii else "…"
        if self.picture.ascii and not true.isascii():
            true = re.sub(r"[^\x00-\x7f]", lambda sign: f"<U+{ord(sign[0]):04X}>", true)
        return shown == true or shown.endswith(mark) and true.startswith(shown[:-1])

    def target_of(self, slot):
        if slot.target is None:
            return self.id_of(slot.label_id)
        return self.id_of(slot.target.id) if slot.target.id else None

    def written(self, where, slot, number, kind, text):
        """`def …6f40`, `<property …6f40>`: the id's last digits, of which a narrow box may show the first few.  A tuple is
        written as Python does, as much of it as there is room for."""
        head, tail = ("def ", "") if kind == "function" else (f"<{kind} ", ">")
        dots = ".." if self.picture.ascii else "…"
        ends = [head + dots + f"{number:x}"[-length:] + tail for length in range(4, 17)]
        shown = re.sub("(…|~|\\.\\.)$", "", slot.value)
        true = [text] if text is not None else ["{"] if kind == "dict" else ends
        if slot.is_reference or not any(
                end == slot.value or shown != slot.value and end.startswith(shown) or kind == "dict" and
                shown.startswith(end) for end in true):
            self.complain(where, "shows", slot, f"instead of the {kind} with the id", hex(number))

    def slot(self, where, slot, true):
        if "written" in true:
            self.written(where, slot, true["written"], true["type"], true["text"])
        elif "id" in true:
            if not slot.is_reference:
                self.complain(where, "shows", slot.value, "instead of a reference")
            elif self.target_of(slot) != true["id"]:
                self.complain(where, "refers to", slot, "instead of", hex(true["id"]))
        elif slot.is_reference:
            self.complain(where, "refers to", slot, "instead of showing", true["value"])
        elif true["value"] is not None and not self.cut(slot.value, true["value"]):
            self.complain(where, "shows", slot.value, "instead of", true["value"])

    def slots(self, where, box, true):
        """By label; what has the same label (a class's bases) in its order, what has none (a set's members) in any."""
        shown = [slot for slot in box.slots if slot.mark != "gone" and not slot.remark]
        hidden = sum(int(re.sub(r"\D", "", slot.value)) for slot in box.slots if slot.remark and "more" in slot.value)
        if len(shown) + hidden != len(true):
            self.complain(where, f"shows {len(shown)} slots and leaves {hidden} out of", len(true))
        if all(label == "" for label, _ in true):
            return self.members(where, shown, [reference for _, reference in true], hidden)
        expected = list(true)
        for slot in shown:
            place = next((place for place, entry in enumerate(expected) if self.cut(slot.label, entry[0])), None)
            if place is None:
                self.complain(where, "has no", slot.label)
            else:
                label, reference = expected.pop(place)
                self.slot(f"{where}: {label}", slot, reference)

    def members(self, where, shown, true, hidden):
        drawn = sorted(str(self.target_of(slot)) if slot.is_reference else slot.value for slot in shown)
        expected = sorted(str(reference["id"]) if "id" in reference else reference["value"] for reference in true)
        if not hidden and drawn != expected:
            self.complain(where, "has", drawn, "instead of", expected)

    def frames(self):
        drawn = list(self.picture.frames)
        running = [frame for frame in drawn if frame.facts != "suspended"]
        expected = list(self.truth["frames"])
        if self.picture.between is not None:
            row, count = self.picture.between
            above = sum(frame.top < row for frame in running)
            del expected[above:above + count]
        if len(running) != len(expected):
            self.complain(len(running), "frames are drawn instead of", len(expected))
        waiting = [frame for frame in drawn if frame.facts == "suspended"]
        if len(waiting) != len(self.truth["waiting"]):
            self.complain(len(waiting), "suspended frames are drawn instead of", len(self.truth["waiting"]))
        for box, true in zip(running + waiting, expected + self.truth["waiting"]):
            if not re.fullmatch(re.escape(true["title"]) + r"( \(\d.*)?", box.title) and not self.cut(box.title, true["title"]):
                self.complain("a frame is called", box.title, "instead of", true["title"])
            self.slots(box.title, box, list(true["names"].items()))

    TITLES = {"function": "function ", "type": "class ", "method": "method", "generator": "generator "}

    def contents(self):
        for number, box in self.box_of.items():
            true = self.truth["objects"][str(number)]
            title = self.TITLES.get(true["type"], true["type"])
            if not box.title.startswith(title) and not self.cut(box.title, title):
                self.complain("a box is called", box.title, "instead of", title)
            if true["slots"] is None:
                continue
            self.slots(f"{box.title} {box.id}", box, true["slots"])
            drawn = {self.target_of(slot) for slot in box.slots if slot.is_reference and slot.mark != "gone"}
            found = set(true["referents"])
            whole = not any(slot.remark and "more" in slot.value for slot in box.slots)
            if not drawn <= found or whole and drawn != found:
                self.complain(f"{box.title} {box.id}: get_referents finds {sorted(map(hex, found))}, drawn are",
                              sorted(map(hex, filter(None, drawn))))
