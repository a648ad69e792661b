"""That graph.py would notice: it is shown pictures in which one thing was made wrong, and must complain of each.  And pictures
drawn by hand, to show that lines are followed as they should be."""
import re

from checker import Checker
from picture import Picture, shape
from recordings import TELL, Recording, finish, test

PROGRAM = """a = [1, 2]
b = [a, 3]
c = {'k': a, 'l': b}
d = [c, a]
TELL
"""


def complaints(truth, text, ascii=False):
    return Checker(truth, Picture(text, ascii)).complaints


def put(text, at, sign):
    return text[:at] + sign + text[at + len(sign):]


def swap(text, one, other):
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def boxes_below_head(text):
    return text.index(" Names")


def wrong_pictures(text, ascii):
    """(what was made wrong, picture) for every sign of every line, and for what stands in boxes."""
    dot, head, mark = ("o", ">", "..") if ascii else ("●", "▶", "…")
    start, end = boxes_below_head(text), text.index("What happened")
    for match in re.finditer(re.escape(mark) + "([0-9a-f]{4})", text):
        if start < match.start() < end:
            digit = "0" if match[1][-1] != "0" else "1"
            yield "a wrong digit in an id", put(text, match.end() - 1, digit)
    for at in range(start, end):
        if text[at] == head:
            yield "a head that is not there", put(text, at, "-" if ascii else "─")
            yield "a head that is a blank", put(text, at, " ")
        if text[at:at + 2] == (dot + ("-" if ascii else "─")):
            yield "a dot that is not there", put(text, at, "-" if ascii else "─")
        if not ascii and text[at] in "╭╮╰╯├┤┬┴" and text[at - 1] + text[at + 1] != "  ":
            for sign in "╭╮╰╯├┤┬┴┼─│":
                if sign != text[at]:
                    yield f"{sign} instead of {text[at]}", put(text, at, sign)
    for one, other in (("1", "7"), ("3", "4")):
        row = re.search(rf"[│|] {one} [│|]|[│|] 1 {one} ", text[start:end])
        if row:
            at = start + row.start() + row[0].rindex(one)
            yield "a wrong value", put(text, at, other)
    for one, other in (("a", "b"), ("a", "d"), ("c", "d")):
        side = "|" if ascii else "│"
        yield f"{one} and {other} exchanged", text[:start] + swap(text[start:end], f"{side} {one} ", f"{side} {other} ") + \
            text[end:]
    for row in text[start:end].splitlines()[2:]:
        if row.strip():
            yield "a row that is not there", text.replace(row, "", 1)


def exchanged_ids(truth, text, ascii):
    mark = ".." if ascii else "…"
    ids = [f"{int(number):x}"[-4:] for number in truth["objects"]]
    for one in ids:
        for other in ids:
            if one < other:
                yield "two ids exchanged", swap(text, mark + one, mark + other)


@test
def wrong_pictures_are_seen(case):
    recording = Recording(case, "program", PROGRAM.replace("TELL", TELL))
    truth, step = recording.truths()[0], recording.steps_at(TELL)[0]
    for ascii in (False, True):
        text = recording.picture(*(["--ascii"] if ascii else []), step=step, width=160)
        case.equal(complaints(truth, text, ascii), [], "the picture as it is")
        wrong = [*wrong_pictures(text, ascii), *exchanged_ids(truth, text, ascii)]
        case.check(len(wrong) > 30, "there are many ways to be wrong", len(wrong))
        for what, picture in wrong:
            if shape(Picture(picture, ascii)) == shape(Picture(text, ascii)) and not Picture(picture, ascii).faults:
                # A corner that became a tee without a third arm to join would be seen; what reads the same is the same.
                case.check("instead of" in what, f"{what}: reads as before", picture)
                continue
            case.check(complaints(truth, picture, ascii), f"{what} is not noticed", picture)


@test
def wrong_truths_are_seen(case):
    recording = Recording(case, "program", PROGRAM.replace("TELL", TELL))
    text = recording.picture(step=recording.steps_at(TELL)[0], width=160)

    def told():
        return recording.truths()[0]

    truth = told()
    del truth["frames"][0]["names"]["a"]
    case.check(complaints(truth, text), "a name that is not there")
    truth = told()
    truth["frames"][0]["names"]["z"] = {"value": "1"}
    case.check(complaints(truth, text), "a name that is not drawn")
    for number in told()["objects"]:
        truth = told()
        del truth["objects"][number]
        case.check(complaints(truth, text), "an object that is not there")
        for change in ([], [1], sorted(map(int, truth["objects"]))):
            truth = told()
            if truth["objects"][number]["referents"] != change:
                truth["objects"][number]["referents"] = change
                case.check(complaints(truth, text), "other referents", number, change)
        truth = told()
        truth["objects"][number]["slots"].append(["9", {"value": "9"}])
        case.check(complaints(truth, text), "a slot that is not drawn")
        truth = told()
        truth["objects"][number]["type"] = "Dog"
        case.check(complaints(truth, text), "another class")


HAND_DRAWN = """ Names            Objects
╭ module ─╮          ╭ list ── …aaaa ╮
│ a ●─────┼──╮  ╭───▶│ (empty)       │
│ b ●─────┼──│──╯    ╰───────────────╯
│ c ●─────┼──┴─────╮
╰─────────╯        │ ╭ list ── …bbbb ╮
                   ╰▶│ 0 'x'         │
                     │ 1 7           │
                     │ 2 5           │
                     ╰───────────────╯
"""
IN_ASCII = str.maketrans("╭╮╰╯│┼─●▶┴├┬", "++++|+-o>+++")


def in_ascii(text):
    return text.replace("─ …", "..").replace("╭ list ─..", "╭ list ─ ..").translate(IN_ASCII)


@test
def pictures_drawn_by_hand(case):
    for text, ascii in ((HAND_DRAWN, False), (in_ascii(HAND_DRAWN), True)):
        picture = Picture(text, ascii)
        case.equal(picture.faults, [], f"a picture that can be read:\n{text}")
        case.equal([(slot.label, slot.target and slot.target.id) for slot in picture.frames[0].slots],
                   [("a", "bbbb"), ("b", "aaaa"), ("c", "bbbb")], f"lines join and pass under each other:\n{text}")
        case.equal([[(slot.label, slot.value) for slot in box.slots] for box in picture.objects],
                   [[("", "(empty)")], [("0", "'x'"), ("1", "7"), ("2", "5")]], "values")
    for what, one, other in [
            ("a line with two heads", "│ b ●─────┼──│──╯", "│ b ●─────┼──┼──╯"),
            ("a line without a head", "╭───▶│", "╭────│"),
            ("a line that breaks off", "╰▶│ 0", " ▶│ 0"),
            ("a line that goes into a corner's back", "──│──╯", "──│──╰"),
            ("a line that belongs to nothing", "│ c ●─────┼──┴─────╮", "│ c ●─────┼──┴─────╮ ───"),
            ("a line without a dot", "│ c ●──", "│ c ───"),
            ("a line that does not leave its box", "│ c ●─────┼──┴", "│ c ●─────│──┴"),
            ("a box without its corner", "         ╰─", "          ──"),
            ("a box with a broken side", "│ 1 7           │", "│ 1 7            "),
    ]:
        case.check(one in HAND_DRAWN, f"what is made wrong is there: {what}", HAND_DRAWN)
        wrong = Picture(HAND_DRAWN.replace(one, other, 1))
        case.check(wrong.faults, f"{what} is noticed", HAND_DRAWN.replace(one, other, 1))


finish()
