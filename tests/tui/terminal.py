"""The viewer in a real terminal (tmux's): what the cells show, and that every way out leaves the terminal as it was."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import TERRARIUM, environment, finish, test  # noqa: E402
from tmux import PATIENCE, Terminal, has_ended  # noqa: E402

ALIASING = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"
ENDLESS = "n = 0\nwhile True:\n    n += 1\n"


def aliasing(case, **options):
    case.file("x.py", ALIASING)
    return Terminal(case, ["run", "x.py"], **options)


@test
def forward_back_resize_quit(case):
    with aliasing(case, size=(100, 30)) as terminal:
        terminal.until("step 0 of 4", "it starts at step 0")
        case.equal(terminal.ask("alternate_on"), "1", "on the alternate screen")
        case.equal(terminal.ask("mouse_any_flag"), "1", "with the mouse")
        terminal.keys("Right", "l", "PageDown")
        terminal.until("step 3 of 4", "arrow, letter and page key step on")
        terminal.until("4 new", "what the step changed is marked")
        terminal.keys("Left", "h")
        terminal.until("step 1 of 4", "and back")
        terminal.keys("Right", "Right")
        terminal.until("step 3 of 4", "there again")
        terminal.resize(40, 12)
        terminal.until(lambda screen: "step 3 of 4" in screen.split("\n")[0] and "Source" not in screen, "the small view")
        terminal.resize(100, 30)
        terminal.until(lambda screen: "Source" in screen and "4 new" in screen, "the large view again")
        screen = terminal.screen()
        case.check(max(screen.count(word) for word in ("module", "Objects", "4 new")) == 1, "nothing is left over", screen)
        terminal.keys("End")
        terminal.until("[1, 2, 3, 4]", "the output at the end")
        terminal.keys("q")
        terminal.ended(0)


@test
def pasting_is_never_a_command(case):
    with aliasing(case) as terminal:
        terminal.until("step 0 of 4", "it starts")
        terminal.paste("q\n\x03\x1aprint(6 * 7)\nq")
        terminal.until("Open what you pasted", "a paste is offered as a snippet")
        terminal.keys("q", "l")
        terminal.until("Open what you pasted", "only the question's keys act")
        terminal.keys("n")
        terminal.until(lambda screen: "Open what" not in screen and "step 0 of 4" in screen, "nothing else happened")
        terminal.paste("print(6 * 7)\n")
        terminal.until("(1 line)", "another paste")
        terminal.keys("y")
        terminal.until("step 0 of 1", "is run")
        terminal.keys("G")
        terminal.until("42", "and writes")
        terminal.keys("q")
        terminal.ended(0)


@test
def control_c(case):
    case.file("x.py", ENDLESS)
    with Terminal(case, ["run", "x.py"]) as terminal:
        terminal.until("running", "an endless program runs")
        terminal.until(lambda screen: re.search(r"step 0 of \d[\d,]*\+", screen), "the screen stays where the person is")
        terminal.keys("C-c")
        terminal.until(lambda screen: "+ " not in screen.split("\n")[0], "Ctrl-C stops it")
        terminal.keys("G")
        terminal.until("was stopped", "it says so")
        terminal.keys("C-c")
        terminal.ended(0)


def ended_by(case, number, status, variables=None):
    case.file("x.py", ENDLESS)
    with Terminal(case, ["run", "x.py"], variables=variables) as terminal:
        terminal.until("running", "a program runs")
        began = time.monotonic()
        case.run("--version")
        patience = 5 + 20 * (time.monotonic() - began)  # a busy machine is slow at everything
        began = time.monotonic()
        os.kill(terminal.process(), number)
        terminal.ended(status)
        case.check(time.monotonic() - began < patience, "at once", patience)


@test
def hang_up(case):
    ended_by(case, signal.SIGHUP, 129)


@test
def terminate(case):
    ended_by(case, signal.SIGTERM, 143)


@test
def a_crash(case):
    ended_by(case, signal.SIGSEGV, 139, {"ASAN_OPTIONS": "handle_segv=0"})  # a sanitizer would stand in our place


@test
def nothing_stays_when_the_terminal_goes(case):
    case.file("x.py", ENDLESS)
    with Terminal(case, ["run", "x.py"]) as terminal:
        terminal.until("running", "a program runs")
        pid = terminal.process()
    case.check(has_ended(pid), "the viewer ends when its terminal goes away")


@test
def suspended_and_continued(case):
    with aliasing(case, before="set -m;") as terminal:
        terminal.until("step 0 of 4", "it starts")
        terminal.keys("l", "C-z")
        terminal.until("status 1", "Ctrl-Z gives the shell the terminal")  # 128 + SIGTSTP or SIGSTOP
        case.equal(terminal.ask("alternate_on"), "0", "the ordinary screen is back")
        pid = terminal.process()
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        case.check(has_ended(pid), "it ends when it may go on")
        case.equal(terminal.ask("alternate_on"), "0", "it ends cleanly from there")


@test
def poor_terminals(case):
    with aliasing(case, term="no-such-terminal") as terminal:
        terminal.until("is not known", "an unknown terminal is refused in a sentence")
        terminal.ended(2)
    with aliasing(case, term="dumb") as terminal:
        terminal.until("Command?", "without a cursor, sentences are written, and commands are read")
        terminal.keys("e", "Enter")
        terminal.until("The program ended.", "one of them goes to the end")
        terminal.keys("q", "Enter")
        terminal.ended(0)
    for term in ("vt100", "linux"):
        with aliasing(case, term=term) as terminal:
            terminal.until("step 0 of 4", f"TERM={term} will do")
            case.check(terminal.screen().isascii(), f"TERM={term} is drawn in ASCII", terminal.screen())
            terminal.keys("G", "q")
            terminal.ended(0)


@test
def colours(case):
    for variables, wanted in (({}, True), ({"NO_COLOR": "1"}, False)):
        with aliasing(case, variables=variables) as terminal:
            terminal.until("step 0 of 4", "it starts")
            cells = terminal.tmux("capture-pane", "-p", "-e")
            found = re.search(r"\x1b\[[\d;]*(3[1-7]|38;5;|9[0-7])", cells) is not None
            case.equal(found, wanted, f"colours with {variables}")
            terminal.keys("q")
            terminal.ended(0)


@test
def answering(case):
    case.file("x.py", "name = input('Your name? ')\nprint('Hello,', name)\n")
    with Terminal(case, ["run", "x.py"]) as terminal:
        terminal.until("waits for input", "input() raises a notice")
        terminal.keys("i")
        terminal.tmux("send-keys", "-l", "Zoë q")
        terminal.keys("Enter")
        terminal.until("Hello, Zoë q", "the answer arrives")
        terminal.keys("q")
        terminal.ended(0)


@test
def editing(case):
    case.file("editor", "#!/bin/sh\necho 'print(\"more\")' >> \"$1\"\n")
    (case.folder / "editor").chmod(0o755)
    with aliasing(case, variables={"VISUAL": str(case.folder / "editor")}) as terminal:
        terminal.until("step 0 of 4", "it starts")
        terminal.keys("e")
        terminal.until("step 0 of 5", "the edited file runs")
        case.equal(terminal.ask("alternate_on"), "1", "the viewer has the terminal again")
        terminal.keys("q")
        terminal.ended(0)


def raw_session(case, answer):
    """What the viewer sends to a terminal that gives this answer to the question about synchronized output."""
    case.file("x.py", ALIASING)
    pid, descriptor = pty.fork()
    if pid == 0:
        os.chdir(case.folder)
        os.execve(TERRARIUM, [TERRARIUM, "run", "x.py"], environment(case.folder))
    sent, told, stage, end = b"", "", 0, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([descriptor], [], [], 0.1)[0]:
            continue
        try:
            sent += os.read(descriptor, 65536)
        except OSError:
            break
        told = sent.decode(errors="replace")
        if stage == 0 and "\x1b[?2026$p" in told and "of 4" in told:
            os.write(descriptor, answer)
            os.write(descriptor, b"l")
            stage = 1
        elif stage == 1 and "\u25b7" in told:
            os.write(descriptor, b"q")
            stage = 2
    os.close(descriptor)
    case.equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, "it quits")
    return told


@test
def synchronized_output(case):
    sent = raw_session(case, b"\x1b[?2026;2$y")
    frames = re.findall(r"\x1b\[\?2026([hl])", sent)
    case.check(frames and re.fullmatch("(hl)+l", "".join(frames)) is not None, "frames begin and end", frames)
    sent = raw_session(case, b"")
    case.check("\x1b[?2026h" not in sent, "nothing of it without the answer")


@test
def a_presenter_s_two_terminals(case):
    (case.folder / "run").mkdir(mode=0o700)
    variables = {"XDG_RUNTIME_DIR": str(case.folder / "run")}
    with Terminal(case, ["notes"], variables=variables) as notes:
        notes.until("waiting for terrarium present", "notes may be opened first")
        with Terminal(case, ["present", "aliasing"], variables=variables) as class_room:
            class_room.until("step 0 of 4", "the class sees the lesson")
            notes.until("Four minutes", "the presenter its notes")
            notes.until(lambda screen: re.search(r"0:0\d gone", screen), "and the time")
            class_room.keys("PageDown")
            notes.until("The question, with the next step on.", "what comes next")
            class_room.keys("PageDown", "2", "1")
            notes.until("1  21     2  0", "hands, as they are counted")
            class_room.keys(".")
            notes.until("The screen is blank", "whether the class sees anything")
            case.equal(class_room.screen().strip(), "", "it does not")
            class_room.keys("x", "PageDown")
            class_room.until("So it is", "revealed")
            notes.keys("?")
            notes.until("in the notes: down", "the keys")
            notes.keys("Escape")
            os.kill(class_room.process(), signal.SIGKILL)
            notes.until("The presentation has ended.", "it died")
        with Terminal(case, ["present", "swap"], variables=variables) as class_room:
            notes.until("Swap, scene 1 of 5", "the next one is followed by itself")
            class_room.keys("q")
            class_room.ended(0)
            notes.until("The presentation has ended.", "and its end is told")
        notes.keys("q")
        notes.ended(0)


@test
def a_session_kept_as_a_cast(case):
    case.file("x.py", ALIASING)
    with Terminal(case, ["run", "--cast", "s.cast", "x.py"], size=(100, 30)) as terminal:
        terminal.until("step 0 of 4", "it starts")
        terminal.keys("Right")
        terminal.until("step 1 of 4", "a step")
        terminal.resize(90, 20)
        terminal.until(lambda screen: screen.count("\n") == 20 and "step 1 of 4" in screen, "another size")
        terminal.keys("G")
        terminal.until("step 4 of 4", "the end")
        os.kill(terminal.process(), signal.SIGKILL)
        terminal.until("status 137.", "killed")
    header, *events = [json.loads(line) for line in (case.folder / "s.cast").read_text().split("\n")[:-1]]
    case.equal((header["version"], header["width"], header["height"]), (2, 100, 30), "the header")
    case.equal([data for _, code, data in events if code == "r"], ["90x20"], "the size that it had later")
    case.check("step 4 of 4" in "".join(data for _, _, data in events), "all that was shown", events[-1])


if __name__ == "__main__":
    if shutil.which("tmux") is None:
        print("skipped: there is no tmux here")
        sys.exit(77)
    finish()
