"""Before a class: the screens of terrarium present as text, by a script."""
import contextlib
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import TERRARIUM, environment, finish, test  # noqa: E402

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
def arrows_are_drawn_where_rows_are_short(case):
    for lesson, steps in ("aliasing", 3), ("unpacking", 3), ("closures", 12), ("swap", 3), ("lambda", 4), ("defaults", 4):
        text = play(case, ["size 80x24", "settle", *["key l", "key s", "screen"] * steps], lesson)
        case.check("●─" in text, f"{lesson}: there are arrows", text)
        case.check(not re.search("→ …[0-9a-f]{4}", text), f"{lesson}: and no text in place of them", text)


@test
def lanes_are_large(case):
    case.file("x.py", "import threading, time\n\ndef work():\n    for i in range(1_000_000): pass\n    time.sleep(0.1)\n\n"
              "threads = [threading.Thread(target=work, name=f'cook-{i}') for i in range(2)]\nfor t in threads: t.start()\nfor t in threads: t.join()\n")
    case.run("record", "--timeline", "-o", "x.trr", "x.py")

    def rows_of_lanes(command, size):
        case.file("script", f"size {size}\nsettle\nscreen\n")
        screen = case.run(command, "--script", "script", "x.trr").stdout.decode()
        lanes = screen[screen.index("MainThread"):screen.index("This moment")].split("\n")
        case.check("cook-0" in screen and "cook-1" in screen, f"{size}: all of them are there", screen)
        return sum(1 for row in lanes if re.search("[█▒]", row))

    for size in ("80x24", "100x30", "160x50"):
        case.check(rows_of_lanes("replay", size) <= 3, "at a desk a row each")
    rows = [rows_of_lanes("present", size) for size in ("80x24", "100x30", "160x50")]
    case.check(3 < rows[0] < rows[1] < rows[2], "before a class as many as there is room for", rows)
    case.check(rows_of_lanes("present", "60x24") <= 3, "where there is none, one")


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
    question = asked[asked.index("[Show of hands]"):]
    case.check(re.search(r"^ +1  one *$", question, re.M) and re.search(r"^ +2  two *$", question, re.M), "nothing is marked", asked)
    bars = [len(re.search(r"█+", row)[0]) for row in told.split("\n") if "█" in row]
    case.check(len(bars) == 2 and bars[0] >= 3 * bars[1] > 0, "bars as long as the hands are many", told)
    case.check(re.search(r"^ +✓ 1  one +14 ", told, re.M) and re.search(r"^ +2  two +4 ", told, re.M), "what is right is marked", told)
    case.check(not list(case.folder.glob("state/terrarium/*")), "nothing is kept", *case.folder.glob("state/terrarium/*"))


@test
def a_question_over_what_is_said(case):
    """Of a timeline's scene: the panel leaves the words whole, or covers them, and marks code that it covers."""
    for size in ("72x16", "80x24", "100x30", "100x34", "100x40", "160x50", "40x12"):
        before, asked = play(case, [f"size {size}", "settle", "until Think of a kitchen", "screen", "key PageDown", "until Show of hands",
                                    "screen"], "gil").split("The GIL, scene 1")[1:]
        rows = asked.split("[Show of hands]")[0].rstrip("\n").split("\n")[:-1]
        case.check("t.join()" not in before or any("t.join()" in row for row in rows) or rows[-1].endswith("…"),
                   f"{size}: where code is covered, a mark says so", *rows)
        before, above = (" ".join(part.split()) for part in (before, asked.split("[Show of hands]")[0]))
        case.check("waits for nothing." in before, f"{size}: the words are there", before)
        case.equal("Think of a kitchen" in above, "waits for nothing." in above, f"{size}: all of them, or none")


@test
def a_question_larger_than_the_screen(case):
    """Where hands are counted stays in sight, and what is said can be scrolled to."""
    play(case, ["size 40x12", "settle", "key PageDown", "until Show of hands", "never 3  hardly", "key Down Down Down 4", "until 3  hardly",
                "until [   4]", "key Up Up", "until 1  nearly", "key PageDown", "until Up/Down scroll", "never change of hands takes",
                *["key Down"] * 12, "until change of hands takes"], "gil")


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
    still = play(case, ["settle", "key * Right Right", "until No name or object changed", "screen"], "--ascii", program="a = [1]\nlen(a)\nb = 2\n")
    case.check("##" in still.split("a o")[0] and still.count("###") >= 1, "the frame, where a step changes nothing", still)
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


PATIENCE = 60


def where(case):
    """A short path: a socket's name has 107 bytes at most."""
    folder = case.folder / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    return {"XDG_RUNTIME_DIR": str(folder)}


@contextlib.contextmanager
def presenting(case, script, *arguments, variables=None):
    """A presentation that goes as far as its script says, and then stays there."""
    name = f"script-{len(list(case.folder.glob('script-*')))}"
    case.file(name, "\n".join([*script, "screen", "stay"]) + "\n")
    process = subprocess.Popen([TERRARIUM, "present", "--script", name, *arguments], cwd=case.folder, stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=environment(case.folder, **{**where(case), **(variables or {})}))
    try:
        yield process
    finally:
        process.stdin.close()
        process.kill()
        process.wait()


def notes(case, *arguments, text, variables=None):
    """The notes as text, once they have this text; those of the last look otherwise."""
    end = time.monotonic() + PATIENCE
    while True:
        done = case.run("notes", *arguments, variables={**where(case), **(variables or {})})
        told = done.stdout.decode()
        if text in told or time.monotonic() > end:
            case.check(done.returncode == 0 and text in told, f"the notes have {text!r}", told, done.stderr.decode())
            return told
        time.sleep(0.05)


@test
def notes_follow_the_presentation(case):
    with presenting(case, ["settle", "key Right Right", "until How many lists", "key 1 2 Down 7", "until [   7]"], "aliasing"):
        told = notes(case, text="1  12     2  7")
        case.check("Aliasing, scene 1 of 4: Does = copy?\nstep 1 of 4" in told, "the place", told)
        case.check("Four minutes; this is the scene" in told, "the scene's notes", told)
        case.check("The question\n  How many lists will there be after b = a?\n  1  one\n  2  two\n" in told, "the question", told)
        case.check("The answer\n  one\n  Yes. = made nothing new" in told, "what is right, before the class sees it", told)
        case.check("What the class reads\n  The brackets made" in told, "what the class reads", told)
    with presenting(case, ["settle", "key Right"], "aliasing"):
        told = notes(case, text="step 1 of 4")
        case.check("What comes next\n  The question" in told and "How many lists" in told, "a question ahead", told)
    with presenting(case, ["settle", "key G"], "aliasing"):
        case.check("Scene 2: Asking for a copy" in notes(case, text="step 4 of 4"), "the scene that comes next")
    case.file("x.py", ALIASING)
    with presenting(case, ["settle", "key Right Right ."], "x.py"):
        told = notes(case, text="The screen is blank")
        case.check("What comes next\n  line 3: b.append(4)" in told and "b now names" in told, "of a program", told)


@test
def notes_steer(case):
    """The presenter's terminal moves what the class sees, and is told of it at once."""
    with presenting(case, ["settle"], "aliasing"):
        notes(case, text="step 0 of 4")
        case.file("steer", "\n".join([
            "until step 0 of 4", "key PageDown", "until step 1 of 4", "key Left", "until step 0 of 4", "key Right", "until step 1 of 4",
            "key PageDown", "key 1", "key 2", "until 1  12", "key Backspace", "until 1  1", "key PageDown", "key PageDown", "until step 2 of 4",
            "key .", "until The screen is blank", "key }", "key }", "until scene 2 of 4", "key {", "until scene 1 of 4",
            "key q", "screen"]) + "\n")
        done = case.run("notes", "--script", "steer", variables=where(case))
        case.equal((done.returncode, done.stderr), (0, b""), "each key did what it does before the class")
        case.check("scene 1 of 4" in notes(case, text="step 0 of 4"), "q quits the notes alone")


@test
def not_every_key_steers(case):
    """Nor whatever else is sent: a presentation takes steps, and nothing that types, runs or quits."""
    with presenting(case, ["settle"], "aliasing") as process:
        notes(case, text="step 0 of 4")
        path = pathlib.Path(where(case)["XDG_RUNTIME_DIR"]) / f"terrarium/present-{process.pid}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sender:
            sender.connect(str(path))
            for packet in (b"q", b"terrarium keys 1\0q", b"terrarium keys 1\0Ctrl-C", b"terrarium keys 1\0", b"terrarium keys 1\0p", b"\0" * 60000,
                           b"terrarium keys 1\0" + b"PageDown" * 50, b"terrarium keys 2\0PageDown", b"terrarium keys 1\0PageDown"):
                sender.send(packet)
            case.check("step 1 of 4" in notes(case, text="step 1 of 4"), "one packet was a step")
        case.check(process.poll() is None, "it goes on")


@test
def one_that_begins_is_left_alone(case):
    """Between its socket's name and its listening nobody takes a presentation for one that has died."""
    folder = pathlib.Path(where(case)["XDG_RUNTIME_DIR"]) / "terrarium"
    case.run("notes", variables=where(case))
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as begun:
        path = folder / f"present-{os.getpid()}"
        begun.bind(str(path))
        case.run("notes", variables=where(case))
        case.run("notes", str(os.getpid()), variables=where(case))
        case.check(path.exists(), "its socket is still there")


@test
def notes_in_german(case):
    german = {"TERRARIUM_LANGUAGE": "de"}
    with presenting(case, ["settle"], "aliasing", variables=german):
        told = notes(case, text="Vier Minuten", variables=german)
        case.check("Notizen\n" in told and "Die Frage\n" in told, "headings", told)


@test
def several_presentations_and_dead_ones(case):
    folder = pathlib.Path(where(case)["XDG_RUNTIME_DIR"]) / "terrarium"
    case.complains(["notes"], 1, "nothing is presented: terrarium present LESSON begins", variables=where(case))
    with presenting(case, ["settle"], "aliasing") as one, presenting(case, ["settle"], "swap") as other:
        notes(case, str(one.pid), text="Aliasing, scene 1")
        notes(case, str(other.pid), text="Swap, scene 1")
        done = case.run("notes", variables=where(case))
        told = done.stderr.decode()
        case.check(done.returncode == 2 and f"{one.pid} (Aliasing" in told and f"{other.pid} (Swap" in told, "which are there", told)
        words = case.run("--completions", "words", "--", "notes", "", variables=where(case)).stdout.decode()
        case.check(f"{one.pid}\tAliasing" in words, "the shell completes them", words)
        case.equal((folder / f"present-{one.pid}").stat().st_mode & 0o077, 0, "nobody else can connect")
        one.send_signal(signal.SIGKILL)
        one.wait()
        notes(case, text="Swap, scene 1")
        case.check(not (folder / f"present-{one.pid}").exists(), "what a dead one left is removed")
        case.complains(["notes", str(one.pid)], 1, f"process {one.pid} presents nothing", variables=where(case))
    case.complains(["notes", "x"], 2, "PROCESS is the number of a process, not x", variables=where(case))


@test
def a_presentation_cleans_up(case):
    play(case, ["settle", "key q"], program=ALIASING, variables=where(case))
    case.equal(list(pathlib.Path(where(case)["XDG_RUNTIME_DIR"]).glob("terrarium/*")), [], "no socket is left")


@test
def folders_that_are_not_to_be_trusted(case):
    runtime = pathlib.Path(where(case)["XDG_RUNTIME_DIR"])
    (runtime / "terrarium").mkdir()
    (runtime / "terrarium").chmod(0o755)
    case.complains(["notes"], 1, f"{runtime}/terrarium is not a folder that only you can enter", variables=where(case))
    play(case, ["until terrarium notes cannot follow", "settle", "key Right", "until step 1 of 4"], program=ALIASING, variables=where(case))
    (runtime / "terrarium").rmdir()
    (runtime / "terrarium").symlink_to(case.folder)
    case.complains(["notes"], 1, f"{runtime}/terrarium is not a folder that only you can enter", variables=where(case))
    (runtime / "terrarium").unlink()
    long = case.folder / ("x" * 100)
    long.mkdir(mode=0o700)
    play(case, ["until terrarium notes cannot follow", "settle", "until step 0 of 4"], program=ALIASING,
         variables={"XDG_RUNTIME_DIR": str(long)})


@test
def without_a_runtime_folder(case):
    for variables in [{"XDG_RUNTIME_DIR": None}, {"XDG_RUNTIME_DIR": str(case.folder / "none")}]:
        with presenting(case, ["settle"], "aliasing", variables=variables) as process:
            end, told = time.monotonic() + PATIENCE, ""
            while "Aliasing, scene 1" not in told and time.monotonic() < end:
                told = case.run("notes", str(process.pid), variables=variables).stdout.decode()
            case.check("Aliasing, scene 1" in told, "under /tmp", told)
        case.run("notes", str(process.pid), variables=variables)  # removes what was left there


@test
def a_reader_that_does_not_read(case):
    """It holds up nothing, and has the newest notes once it reads."""
    case.file("x.py", "x = 'a long text ' * 200\n" + "for i in range(300):\n    y = x + str(i)\n")
    with presenting(case, ["settle", "until step 0 of", *["key Right", "screen"] * 400], "x.py") as process:
        path = pathlib.Path(where(case)["XDG_RUNTIME_DIR"]) / f"terrarium/present-{process.pid}"
        reader = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                reader.connect(str(path))
                break
        notes(case, text="step 400 of 60")
        reader.settimeout(PATIENCE)
        packets = [b""]
        while b"step 400 of 60" not in packets[-1]:
            packets.append(reader.recv(1 << 17))
        case.check(packets[-1].startswith(b"terrarium notes 1\0"), "the newest comes at last", packets[-1][:200])
        reader.close()


@test
def lessons_have_notes(case):
    lessons = sorted((pathlib.Path(__file__).resolve().parents[2] / "lessons").glob("*/lesson.json"))
    case.check(len(lessons) >= 25, "there are lessons", lessons)
    for path in lessons:
        german = json.loads((path.parent / "lesson.de.json").read_text())
        for scene in json.loads(path.read_text())["scenes"]:
            case.check(scene.get("notes") and all(note in german for note in scene["notes"]), f"{path.parent.name}: {scene['title']}")


@test
def what_is_no_presentation(case):
    """Whatever listens there: it is not followed, and told so."""
    folder = pathlib.Path(where(case)["XDG_RUNTIME_DIR"]) / "terrarium"
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as other:
        other.bind(str(folder / f"present-{os.getpid()}"))
        other.listen()
        case.complains(["notes", str(os.getpid())], 1, "the presentation did not send its notes", variables=where(case))
        for packet in [b"x", b"terrarium notes 1", b"terrarium notes 1\0one\0two\0", b"terrarium notes 1\0" + b"x" * 60000,
                       b"terrarium notes 2\0" + b"\0" * 10]:
            answer = threading.Thread(target=lambda sent=packet: other.accept()[0].sendall(sent))
            while select.select([other], [], [], 0)[0]:
                other.accept()[0].close()
            answer.start()
            case.complains(["notes", str(os.getpid())], 1, "the presentation did not send its notes", variables=where(case))
            answer.join()


if __name__ == "__main__":
    finish()
