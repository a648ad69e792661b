"""Asciicasts: a session as it was drawn, whole at any instant; and a run played by nobody."""
import json
import pathlib
import re
import resource
import signal
import subprocess
import sys
import time
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import TERRARIUM, environment, finish, test  # noqa: E402

ALIASING = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"
WIDE = "word = '鏡の国 é'\nprint(word)\nother = [word, '|' * 60]\n"


def parsed(case, content):
    """Header and events of a cast, which must be a whole one."""
    case.check(content.endswith("\n"), "the last line is whole", content[-200:])
    lines = content.split("\n")[:-1]
    header, *events = [json.loads(line) for line in lines]
    case.check(header["version"] == 2 and header["width"] > 0 and header["height"] > 0, "a header", header)
    case.check(all(len(line.rstrip().encode()) < 1024 for line in lines), "lines are short", max(lines, key=len))
    case.check(all(len(event) == 3 and event[1] in "or" for event in events), "events", *events[:3])
    times = [event[0] for event in events]
    case.check(times == sorted(times), "time goes forward", times)
    return header, events


class Screen:
    """So much of a terminal as casts ask for."""

    def __init__(self, width, height):
        self.resize(width, height)

    def resize(self, width, height):
        self.width, self.height = width, height
        self.clear()

    def clear(self):
        self.rows = [[" "] * self.width for _ in range(self.height)]
        self.x = self.y = 0

    def obey(self, parameters, code):
        if code == "H":
            self.y, self.x = [int(number) - 1 for number in parameters.split(";")]
        elif code == "J":
            self.clear()
        elif code == "K":
            self.rows[self.y][self.x:] = [" "] * (self.width - self.x)
        else:
            assert code in "mhl", code

    def write(self, data):
        for parameters, code, character in re.findall(r"\x1b\[\??([0-9;]*)([A-Za-z])|(.)", data, re.S):
            if code:
                self.obey(parameters, code)
            elif unicodedata.combining(character):
                self.rows[self.y][self.x - 1] += character
            else:
                self.rows[self.y][self.x] = character
                self.x += 1
                if unicodedata.east_asian_width(character) in "WF":
                    self.rows[self.y][self.x] = ""
                    self.x += 1

    def text(self):
        return "".join("".join(row).rstrip() + "\n" for row in self.rows)


def frames(case, content):
    """The screens of a cast, one for each instant at which something changed."""
    header, events = parsed(case, content)
    screen, found, last = Screen(header["width"], header["height"]), [], None
    for when, code, data in events:
        if last is not None and when != last:
            found.append(screen.text())
        last = when
        if code == "r":
            screen.resize(*map(int, data.split("x")))
        else:
            screen.write(data)
    return [*found, screen.text()]


def play(case, script, *arguments, status=0, **options):
    case.file("script", "\n".join(script) + "\n")
    command, *rest = arguments
    done = case.run(command, "--script", "script", *rest, **options)
    case.check(done.returncode == status, f"exit status of {arguments}", done.returncode, done.stderr.decode(), done.stdout.decode())
    return done


@test
def a_session_as_it_is_drawn(case):
    case.file("x.py", WIDE)
    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    steps = ["settle", "screen", "key Right Right", "until step 2", "screen", "size 100x30", "screen", "size 40x12", "key Right", "screen",
             "key ?", "screen", "key Esc G", "screen"]
    for arguments in [["run", "--cast", "s.cast", "x.py"], ["replay", "--cast", "s.cast", "x.trr"],
                      ["present", "--cast", "s.cast", "x.py"], ["run", "--ascii", "--theme", "mono", "--cast", "s.cast", "x.py"],
                      ["learn", "--cast", "s.cast", "aliasing"], ["present", "--cast", "s.cast", "gil"]]:
        done = play(case, steps if "x" in arguments[-1] else ["settle", "screen", "key PageDown", "screen"], *arguments)
        content = (case.folder / "s.cast").read_text()
        last = frames(case, content)[-1]
        case.check(done.stdout.decode().endswith(last.rstrip("\n") + "\n") or last in done.stdout.decode(), f"{arguments}: the last screen", last,
                   done.stdout.decode()[-3000:])
        if "x" in arguments[-1]:
            sizes = [data for _, code, data in parsed(case, content)[1] if code == "r"]
            case.equal(sizes, ["100x30", "40x12"], "sizes")


@test
def wide_characters_keep_their_place(case):
    case.file("x.py", WIDE)
    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    done = case.run("export", "--format", "cast", "x.trr")
    last = frames(case, done.stdout.decode())[-1]
    shown = play(case, ["settle", "key G", "until step 3 of 3", "screen"], "present", "x.trr").stdout.decode()
    case.equal(last, shown, "the last picture is that of the screen")
    case.check("鏡の国 é" in last, "the word", last)


@test
def whole_whenever_it_is_killed(case):
    case.file("x.py", "x = []\nfor i in range(200):\n    x = [x, i]\n" + ALIASING)
    case.file("script", "settle\n" + "key Right\nscreen\nkey z\nscreen\n" * 3000)
    longest = 0
    for attempt in range(12):
        path = case.folder / "k.cast"
        path.unlink(missing_ok=True)
        process = subprocess.Popen([TERRARIUM, "present", "--script", "script", "--cast", "k.cast", "x.py"], cwd=case.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment(case.folder, XDG_RUNTIME_DIR=str(case.folder)))
        end = time.monotonic() + 60
        while (not path.exists() or path.stat().st_size < 3000 * (1 + 7 * attempt)) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        process.send_signal([signal.SIGKILL, signal.SIGTERM][attempt % 4 == 3])
        process.wait()
        parsed(case, path.read_text())
        place, crossing = 0, []
        for line in path.read_bytes().splitlines(keepends=True):
            crossing += [line] if place // 4096 != (place + len(line) - 1) // 4096 else []
            place += len(line)
        case.equal(crossing, [], "each line lies in one page")
        longest = max(longest, path.stat().st_size)
    case.check(longest > 50000, "there was something to break", longest)


@test
def where_it_cannot_be_kept(case):
    case.file("x.py", ALIASING)
    case.file("other", "something of mine\n")
    script = ["settle", "key Right"]
    case.file("script", "\n".join(script) + "\n")
    case.complains(["run", "--script", "script", "--cast", "other", "x.py"], 2, "other is no asciicast, and stays as it is")
    case.equal((case.folder / "other").read_text(), "something of mine\n", "it stays")
    case.complains(["run", "--script", "script", "--cast", "/dev/full", "x.py"], 2, "/dev/full is no asciicast, and stays as it is")
    case.complains(["run", "--script", "script", "--cast", "none/x", "x.py"], 1, "cannot write none/x: No such file or directory")
    case.complains(["run", "--cast", "y", "x.py"], 2,
                   "--cast keeps what the screen shows, and there is none: terrarium export --format cast needs none")
    case.check(not (case.folder / "y").exists(), "and none is made")

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    done = play(case, ["settle", *["key G", "screen", "screen", "key g", "screen", "screen"] * 20], "replay", "--cast", "z", "x.trr", status=1, preexec_fn=small)
    case.equal(done.stderr.decode(), "terrarium: z is not the whole session: File too large\n", "it is told")
    parsed(case, (case.folder / "z").read_text())
    case.check("The cast ends here" in done.stdout.decode(), "on the screen, too")
    play(case, ["settle", "key G", "screen"], "replay", "--cast", "z", "x.trr")
    case.check("step 4 of 4" in frames(case, (case.folder / "z").read_text())[-1], "a cast is replaced by another")


@test
def a_run_played_by_nobody(case):
    case.file("x.py", ALIASING)
    done = case.run("export", "--format", "cast", "x.py")
    case.equal((done.returncode, done.stderr), (0, b""), "export")
    header, events = parsed(case, done.stdout.decode())
    case.equal((header["width"], header["height"], header["title"]), (80, 24, "x.py"), "the header")
    case.check("timestamp" not in header, "no date: the same run, the same bytes")
    case.equal(sorted({event[0] for event in events}), [0, 1, 2, 3, 4, 5], "a second for each step")
    shown = frames(case, done.stdout.decode())
    for step, screen in enumerate(shown[:5]):
        case.check(f"step {step} of 4" in screen, f"step {step}", screen)
    case.check("[1, 2, 3, 4]" in shown[4], "to the last", shown[4])
    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    one = case.run("export", "--format", "cast", "-o", "one.cast", "--size", "100x30", "--seconds", "0.25", "x.trr")
    other = case.run("export", "--format", "cast", "--size", "100x30", "--seconds", "0.25", "x.trr")
    case.equal((one.returncode, other.returncode), (0, 0), "of a recording")
    case.equal((case.folder / "one.cast").read_bytes(), other.stdout, "the same again")
    header, events = parsed(case, other.stdout.decode())
    case.equal((header["width"], header["height"], events[-1][0]), (100, 30, 1.25), "size and pace")


@test
def instructions_and_long_runs(case):
    case.file("x.py", "a = 1\nb = a\n")
    done = case.run("export", "--format", "cast", "--lens", "instruction", "x.py")
    shown = frames(case, done.stdout.decode())
    case.check(done.returncode == 0 and len(shown) > 4 and any("value stack" in screen for screen in shown), "instructions", len(shown))
    case.file("y.py", "for i in range(4000):\n    pass\n")
    done = case.run("export", "--format", "cast", "--size", "20x5", "y.py")
    case.check(b"the cast has the first 5000 pictures of the run" in done.stderr and done.returncode == 1, "a long run", done.stderr)
    case.equal(len({event[0] for event in parsed(case, done.stdout.decode())[1]}), 5001, "so many")
    case.equal(case.run("record", "--timeline", "-o", "t.trr", "x.py").returncode, 0, "a timeline")
    case.complains(["export", "--format", "cast", "t.trr"], 1,
                   "there is nothing to show: no step was recorded with this timeline, which --format html and svg draw")
    for wrong in ["0", "x", "nan", "3601", "1s"]:
        case.complains(["export", "--format", "cast", "--seconds", wrong, "x.py"], 2,
                       f"--seconds takes seconds from 0.01 to 3600, not {wrong}")
    for wrong in ["80", "19x24", "80x4", "501x24", "80x24x2", "-80x24"]:
        case.complains(["export", "--format", "cast", "--size", wrong, "x.py"], 2,
                       f"--size takes COLUMNSxROWS from 20x5 to 500x500, not {wrong}")


if __name__ == "__main__":
    finish()
