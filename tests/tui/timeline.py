"""The timeline screen, on the recording of a fixture (what is on it is the same each time) and live."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import SOURCE, finish, test  # noqa: E402

FIXTURE = str(SOURCE / "tests" / "fixtures" / "timeline-2.2.trr")


def play(case, script, *arguments, status=0, variables=None):
    case.file("script", "\n".join(script) + "\n")
    arguments = arguments or (FIXTURE,)
    done = case.run("timeline", "--script", "script", *arguments, variables=variables)
    text = done.stdout.decode()
    case.check(done.returncode == status, f"exit status {status}", done.returncode, done.stderr.decode(),
               *text.splitlines())
    return text


@test
def lanes_and_the_moment(case):
    play(case, ["size 100x30", "until timeline-2.2.trr: threads and the GIL", "until 136.1 ms of 136.1 ms", "until CPython 3.11.2",
                "until cook-1", "until held  22 %", "until This moment: at ", "until MainThread holds the GIL", "until has not started",
                "until hand-overs 14", "until median slice 11.22 ms", "until █ holds the GIL", "size 130x30", "until g garbage collector"])


@test
def moving_by_events_and_hand_overs(case):
    play(case, ["size 110x30", "key c", "until cook-1     holds the GIL", "until GIL: MainThread ▶ cook-1",
                "key c", "until This moment: at", "never cook-1     holds the GIL", "key C",
                "until cook-1     holds the GIL",
                "key g", "until MainThread holds the GIL", "key Left Left Left", "until Nothing begins there.",
                "key Right Right Right", "key G", "until has ended",
                "key W", "until cook-2     wants the GIL", "until at 36.51 ms",
                "key :", "type 60 ms", "key Enter", "until at 60.00 ms",
                "key :", "type soon", "key Enter", "until Type a time"])


@test
def the_source_follows_the_selected_thread(case):
    play(case, ["size 110x30", "key W", "until ▶   7      while n:", "key Up Up", "until ▶",
                "never ▶   7", "key Down Down", "until ▶   7"])


@test
def zoom_and_pan(case):
    play(case, ["size 100x30", "key W z", "until 68.05 ms of 136.1 ms", "key z z z", "until 8.51 ms of",
                "key Z", "until 17.01 ms of", "until ┘ 5.00 ms", "key L L", "never 17.01 ms of 17.01",
                "key 0", "until 136.1 ms of 136.1 ms",
                *["key z"] * 30, "until 200 ns of", "key 0", "key H", "until 136.1 ms of"])


@test
def what_stands_below(case):
    play(case, ["size 110x30", "key Tab", "until The whole run", "until longest wait", "until takings", "key Tab",
                "until Output", "until done", "key Tab", "until This moment",
                "key w", "until has the knife", "key w", "never knife"])


@test
def searching(case):
    play(case, ["size 110x30", "key /", "type waits()", "key Enter", "until waits():", "key Enter",
                "key /", "key Backspace " + "Backspace " * 9, "type nowhere", "key Enter", "until 'nowhere' is nowhere",
                "key /", "key " + "Backspace " * 10, "type cook-2", "key Enter", "until cook-2     "])


@test
def small_and_plain_terminals(case):
    for size in ("20x5", "40x12", "60x8", "300x100"):
        play(case, [f"size {size}", "key c", "key z z", "key Tab", "key Tab", "screen"])
    text = play(case, ["size 100x30", "until # holds the GIL", "until ^", "screen"], "--ascii", FIXTURE)
    case.check(text.isascii(), "nothing but ASCII", [line for line in text.splitlines() if not line.isascii()])


@test
def the_mouse(case):
    play(case, ["size 100x30", "until cook-1", "click 40 3", "until ▲ 49.", "until cook-1     ", "wheel 40 3 up", "until 68.05 ms of"])


PROGRAM = """\
import threading, time
def rest(): time.sleep(30)
thread = threading.Thread(target=rest, name="resting", daemon=True)
thread.start()
print("waiting")
name = input("who? ")
print("hello", name)
"""


@test
def live(case):
    case.file("live.py", PROGRAM)
    for version, _ in case.pythons():
        if version.endswith("t"):
            continue
        play(case, ["size 100x30", "until resting", "until ~ sleep ~", "until waits for input", "key f",
                    "until Following the live end", "until resting    sleeps, since", "key i", "until Input:",
                    "type Ada", "key Enter", "settle", "key Tab Tab", "until hello Ada", "key x",
                    "until Running again", "until waits for input", "key Ctrl-C", "until The program was stopped"],
             "--python", version, "live.py")


DEADLOCK = """\
import threading
a, b = threading.Lock(), threading.Lock()
both = threading.Barrier(2)
def takes(one, other):
    with one:
        both.wait()
        with other: pass
threading.Thread(target=takes, args=(a, b), name="left").start()
threading.Thread(target=takes, args=(b, a), name="right").start()
"""


@test
def a_deadlock_is_drawn_while_it_lasts(case):
    case.file("dead.py", DEADLOCK)
    play(case, ["size 110x30", "key f", "until Deadlock: left waits for right, right waits for left.",
                "until ╭▶ left waits for a lock that right holds", "until ╰─ right waits for a lock that left holds",
                "key Ctrl-C", "until stopped"], "dead.py")


@test
def a_full_recording_waits_until_it_is_let_go_on(case):
    case.file("long.py", "import os\nfd = os.open('/dev/null', os.O_WRONLY)\nimport threading\n"
                         "for i in range(12000):\n    t = threading.Thread(target=int); t.start(); t.join()\n"
                         "print('through')\n")
    play(case, ["size 100x30", "until paused at its limit: c goes on", "key c", "until The run goes on",
                "key Ctrl-C", "until The program was "], "--memory", "1", "long.py")


@test
def native_code_is_seen_while_it_runs(case):
    case.file("native.py", "import zlib\ndata = bytes(10**9)\nprint('now')\nzlib.crc32(data)\nzlib.compress(data)\n")
    play(case, ["size 100x30", "key f", "until MainThread runs native code", "until module:", "key Ctrl-C",
                "until stopped"], "--data", "4096", "native.py")


@test
def from_steps_to_threads_and_back(case):
    case.file("two.py", "import threading\nthread = threading.Thread(target=print, name='writes')\n"
                        "thread.start()\nthread.join()\n")
    case.file("script", "\n".join(["size 110x30", "until step 0 of", "key 3", "until threads and the GIL", "settle",
                                   "until writes", "key Esc", "until step 0 of"]) + "\n")
    done = case.run("run", "--script", "script", "two.py")
    case.equal((done.returncode, done.stderr), (0, b""), "the lens of the stepper")
    play(case, ["size 110x30", "settle", "until writes", "key 1", "until step 0 of", "key Esc", "until writes"],
         "two.py")


@test
def event_loops_stand_below_the_threads(case):
    fixture = str(SOURCE / "tests" / "fixtures" / "timeline-2.3.trr")
    play(case, ["size 110x40", "until loop ", "key W z z", "until await fetch-1", "until parse 30.15 ms!", "until stopped",
                "until cancelled", "key Tab", "until ! parse kept the loop for 30.15 ms at line 7 (sleep)",
                "until longest turn", "size 100x24", "until fetch-1"], fixture)


@test
def tasks_are_selected_and_jumped_through(case):
    fixture = str(SOURCE / "tests" / "fixtures" / "timeline-2.3.trr")
    play(case, ["size 120x40", "until loop ", "key Down Down Down", "key Down Down Down", "key ]",
                "until fetch-2         is in the ready queue", "key ]", "until fetch-2         runs", "key ]",
                "until fetch-2         waits: sleep 35.00 ms", "until fetch():3", "until ▶   3      await asyncio.sleep",
                "key Up Up", "until Task-1 main     waits: gather(fetch-1, fetch-2, parse)", "until ▶  11",
                "key Up Up", "until MainThread      ", "key Down Down Down Down Down Down Down Down",
                "key >", "until woken by ", "key g", "key /", "type shutdown_asyncgens", "key Enter",
                "never Task-7 BaseEve… has not begun", "until BaseEve… ", "until Task-8 BaseEve… has not begun",
                "key /", "type -nowhere", "key Enter", "until is nowhere among threads, tasks",
                "size 80x24", "until × fetch       none is there", "key :", "type 260 ms", "key Enter Down", "until × fetch       2 waiting"], fixture)


finish()
