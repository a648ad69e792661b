"""Before a class: the screens of terrarium present as text, by a script."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import finish, test  # noqa: E402

ALIASING = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"


def play(case, script, *arguments, program=None, variables=None, status=0):
    """Presents a lesson or x.py by a script; the screens it wrote."""
    case.file("script", "\n".join(script) + "\n")
    if program is not None:
        case.file("x.py", program)
        arguments = (*arguments, "x.py")
    done = case.run("present", "--script", "script", *arguments, variables=variables)
    text = done.stdout.decode()
    case.check(done.returncode == status, f"exit status {status} of {arguments}",
               done.returncode, done.stderr.decode(), *text.splitlines())
    return text


@test
def few_words_and_much_room(case):
    screen = play(case, ["settle", "key G", "until step 4 of 4", "screen"], program=ALIASING)
    rows = screen.rstrip("\n").split("\n")
    case.equal(rows[-1].strip(), "step 4 of 4", "the last row has the step, and no keys")
    case.equal(rows[0].strip(), "x.py", "the first row has the title alone")
    case.check("Names and objects" not in screen and "What happened" not in screen, "panes need no names", screen)
    lines = [i for i, row in enumerate(rows) if re.search(r"^ +(▷|▶)? +\d  ", row)]
    case.equal([after - before for before, after in zip(lines, lines[1:])], [2] * 3, "the code is spaced")
    case.check("[1, 2, 3, 4]" in screen, "what the program wrote stands there", screen)
    for row in rows:
        case.check(not row[:2].strip(), "there is a margin", row)


@test
def one_pane_alone(case):
    play(case, ["settle", "key Right z", "until Objects", "never print(a)", "key Tab Tab", "until (nothing yet)", "never Objects",
                "key Tab", "until print(a)", "never Objects", "key z", "until Objects", "until print(a)"], program=ALIASING)


@test
def any_size(case):
    for width, height in [(40, 12), (48, 18), (71, 16), (72, 16), (80, 24), (100, 30), (160, 50), (20, 5), (300, 100)]:
        for arguments in [["aliasing"], ["--ascii", "aliasing"]]:
            text = play(case, [f"size {width}x{height}", "settle", "key *", "screen", "key PageDown PageDown", "screen",
                               "key PageDown", "screen", "key PageDown", "screen"], *arguments)
            rows = text.split("\n")[:-1]
            case.check(all(len(row) <= width for row in rows), f"{width}x{height}: rows fit", *rows)
            case.check("--ascii" not in arguments or text.isascii(), "ASCII alone", text)


@test
def a_question_for_a_show_of_hands(case):
    screens = play(case, ["settle", "key PageDown PageDown", "until How many lists", "screen",
                          "key 1 4", "until [  14]", "key Down 9 Backspace 3", "until [   3]", "key + + -", "until [   4]",
                          "key PageDown", "until So it is", "until = made nothing new", "until b = a only tied", "screen",
                          "key PageDown", "never So it is", "until step 2 of 4"], "aliasing")
    asked, told = screens.split("[So it is]")
    question = asked[asked.index("[What do you think?]"):]
    case.check(re.search(r"^ +1  one *$", question, re.M) and re.search(r"^ +2  two *$", question, re.M), "nothing is marked", asked)
    bars = [len(re.search(r"█+", row)[0]) for row in told.split("\n") if "█" in row]
    case.check(len(bars) == 2 and bars[0] >= 3 * bars[1] > 0, "bars as long as the hands are many", told)
    case.check(re.search(r"^ +✓ 1  one +14 ", told, re.M) and re.search(r"^ +2  two +4 ", told, re.M), "what is right is marked", told)
    case.check(not list(case.folder.glob("state/terrarium/*")), "nothing is kept", *case.folder.glob("state/terrarium/*"))


@test
def words_on_any_choice(case):
    play(case, ["settle", "key PageDown PageDown PageDown", "until So it is", "never only tied", "key 2", "until only tied",
                "key PageDown PageDown", "until What will print(a) write", "key PageDown", "until ✓ 2  [1, 2, 3, 4]",
                "until Yes. There is only one list", "never copied the list", "key 1", "until copied the list",
                "key 3", "until No error comes"], "aliasing")


@test
def back_from_a_question(case):
    play(case, ["settle", "key PageDown PageDown", "until How many lists", "key PageUp", "never How many lists", "until step 1 of 4",
                "key PageDown", "until How many lists", "key .", "never How many", "key PageDown", "until How many lists", "never So it is",
                "key Esc", "key PageUp", "until step 0 of 4"], "aliasing")


@test
def typed_answers_and_orders_are_told(case):
    play(case, ["settle", *["key PageDown"] * 6, "until In which order", "until 2  rice on", "key 1 Down", "never [   1]", "key PageDown",
                "until It is so: rice on, then rice off", "key PageDown", "never It is so"], "await-order")


@test
def the_spotlight(case):
    two = "a = [1]\nb = [2]\na.append(3)\n"
    screens = play(case, ["settle", "key *", "key Right Right Right", "until step 3 of 3", "screen", "colours", "key ] ]",
                          "screen", "key *", "until Spotlight off", "screen"], "--ascii", program=two)
    parts = re.split(r"(?m)^ +x\.py\n", re.sub(r"\x1b\[[0-9;]*m", "", screens))[1:]

    def heavy(part):
        return [row for row in part.split("\n") if "###" in row]

    case.equal(len(heavy(parts[0])), 1, "the list that was changed has a heavy border: without colour, too")
    box = parts[0].split("###")[0]
    case.check("3 new" in box, "it is that list's", parts[0])
    case.equal(len(heavy(parts[2])), 1, "what is selected")
    case.equal(len(heavy(parts[3])), 0, "off again")
    dim = [row for row in screens.split("\n") if "\x1b[" in row and "module" in row]
    plain = play(case, ["settle", "key Right Right Right", "until step 3 of 3", "colours"], "--ascii", program=two)
    bright = [row for row in plain.split("\n") if "module" in row]
    case.check(dim and bright and dim[0] != bright[0], "the rest is dimmed", *dim, *bright)


@test
def a_blank_screen(case):
    screens = play(case, ["settle", "key Right .", "never x.py", "never step", "screen", "key Right", "until step 1 of 4", "key Right",
                          "until step 2 of 4"], program=ALIASING)
    case.equal(screens.strip(), "", "nothing stands there")
    case.file("s", "settle\nkey .\nuntil step 0 of 4\n")
    done = case.run("run", "--script", "s", "x.py")
    case.equal(done.returncode, 0, "the key is none for a learner: " + done.stdout.decode())


@test
def help_tells_the_keys(case):
    play(case, ["size 100x200", "settle", "key ?", "until Before a class", "until spotlight: dim", "until a blank screen"], program=ALIASING)


@test
def playing(case):
    play(case, ["settle", "key + + + + + +", "until Speed: 8x.", "key Space", "until playing", "until step 4 of 4"], program=ALIASING)
    play(case, ["settle", "key - - - - -", "until Speed: 1/4x.", "key +", "until Speed: 1/2x.", "key +", "until Speed: 1x."], program=ALIASING)
    play(case, ["settle", "key + + + +", "key Space", "until How many lists", "key PageDown PageDown", "until step 2 of 4",
                "never playing", "key Space", "until What will print(a)"], "aliasing")


@test
def where_to_begin(case):
    play(case, ["settle", "until scene 3 of 4"], "--scene", "3", "aliasing")
    case.file("x.py", ALIASING)
    case.file("script", "settle\nuntil step 0 of 4\n")
    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    case.equal(case.run("present", "--script", "script", "x.trr").returncode, 0, "a recording is shown")
    for arguments, told in [(["--scene", "9", "aliasing"], "there is no scene 9: the lesson has 4"),
                            (["--scene", "2", "x.py"], "only a lesson has scenes"),
                            (["nothing"], "there is no lesson"), (["aliasing", "more"], "a lesson takes no arguments"),
                            ([], "present needs a lesson or a file")]:
        done = case.run("present", "--script", "script", *arguments)
        case.check(done.returncode in (1, 2) and told in done.stderr.decode(), f"it is told: {told}", done.returncode, done.stderr.decode())


@test
def without_a_terminal(case):
    case.file("x.py", ALIASING)
    for arguments, shown in [(["x.py"], "[1, 2, 3, 4]"), (["aliasing"], "Does = copy?")]:
        done = case.run("present", *arguments)
        case.check(done.returncode == 0 and shown in done.stdout.decode(), "pictures as text", done.stdout.decode(), done.stderr.decode())


if __name__ == "__main__":
    finish()
