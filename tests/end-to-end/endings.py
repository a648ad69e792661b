"""However a program ends, the last picture is shown, one sentence says what happened, the status is right, and nothing that it
started is left."""
import pathlib
import re
import subprocess
import time

from harness import TERRARIUM, TIMEOUT, environment, finish, test

ENDED = "The program ended."

# name: (program, options, exit status, words of the last picture, words about the end)
ENDINGS = {
    "ends": ("x = [1]\n", [], 0, "x now names the list [1]", ENDED),
    "loops for ever": ("x = 0\nwhile True:\n    x += 1\n", ["--steps", "1000"], 1, "x went from 498 to 499", "limit of steps"),
    "loops for ever and records much": ("x = []\nwhile True:\n    x = [x, 'a text of some length' * len(x)]\n    x = []\n",
                                        ["--memory", "1"], 1, "an empty list", "limit of steps"),
    # Not `while True: pass`: each turn of that is a step from CPython 3.12 on.
    "loops without steps": ("x = [1]\nany(iter(int, 1))\n", ["--time", "1"], 1, "x now names the list [1]",
                            "time was up (--time). Line 2 was running: any(iter(int, 1))"),
    "sleeps for ever": ("import time\nx = [1]\ntime.sleep(1000)\n", ["--time", "1"], 1, "x now names the list [1]",
                        "time was up"),
    "waits for itself": ("import threading\nx = threading.Lock()\nx.acquire()\ny = [1]\nx.acquire()\n", ["--time", "1"], 1,
                         "y now names the list [1]", "time was up"),
    "catches everything for ever": ("while True:\n    try:\n        while True:\n            x = 1\n    except BaseException:\n"
                                    "        pass\n", ["--steps", "500"], 1, "x", "limit of steps"),
    "exits at once": ("import os\nx = [1]\nos._exit(3)\n", [], 3, "x now names the list [1]", "exit status 3"),
    "reads address 0": ("import ctypes\nx = [1]\nctypes.string_at(0)\n", [], 139, "x now names the list [1]",
                        "signal 11 (Segmentation fault). Line 3 was running: ctypes.string_at(0)"),
    "aborts": ("import os\nx = [1]\nos.abort()\n", [], 134, "x now names the list [1]", "signal 6"),
    "kills itself": ("import os\nx = [1]\nos.kill(os.getpid(), 9)\n", [], 137, "x now names the list [1]", "signal 9"),
    "terminates itself": ("import os\nx = [1]\nos.kill(os.getpid(), 15)\n", [], 143, "x now names the list [1]", "signal 15"),
    "allocates without end": ("x = []\nwhile True:\n    x.append(bytearray(10 ** 7))\n", ["--data", "200"], 1, "MemoryError",
                              "MemoryError"),
    "wants too much at once": ("x = [1]\ny = bytearray(10 ** 10)\n", ["--data", "200"], 1, "MemoryError", "MemoryError"),
    "writes without end": ("x = [1]\nwhile True:\n    print('x' * 1000)\n", [], 1, "xxxxxxxx", "output limit"),
    "recurses without end": ("def f(n):\n    return f(n + 1)\nf(0)\n", [], 1, "RecursionError: maximum recursion depth",
                             "RecursionError"),
    "exits with a text": ("import sys\nx = [1]\nsys.exit('that is why')\n", [], 1, "that is why", "exit status 1"),
    "exits with a number": ("import sys\nx = [1]\nsys.exit(300)\n", [], 44, "SystemExit", "exit status 44"),
    "raises": ("x = [1]\nx[5]\n", [], 1, "IndexError: list index out of range", "IndexError"),
    "raises at the end": ("import atexit\n@atexit.register\ndef f():\n    raise ValueError('late')\nx = [1]\n", [], 0,
                          "ValueError: late", ENDED),
    "closes what it has": ("import os\nx = [1]\nos.closerange(0, 1000)\ny = [2]\nz = [3]\n", [], 0, "z now names the list [3]",
                           ENDED),
    "leaves a thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
                        "x = [1]\n", [], 0, "x now names the list [1]", ENDED),
    "leaves a thread that is busy": ("import threading\ndef f():\n    while True: pass\n"
                                     "threading.Thread(target=f, daemon=True).start()\nx = [1]\n", [], 0,
                                     "x now names the list [1]", ENDED),
    "leaves a child": ("import subprocess\ny = subprocess.Popen(['sleep', '1000'])\nx = [1]\n", [], 0,
                       "x now names the list [1]", ENDED),
    "leaves a child in a session of its own": ("import subprocess\ny = subprocess.Popen(['sleep', '1000'], "
                                               "start_new_session=True)\nx = [1]\n", [], 0, "x now names the list [1]", ENDED),
    "leaves a child and crashes": ("import os, subprocess\ny = subprocess.Popen(['sleep', '1000'])\nx = [1]\nos.abort()\n", [],
                                   134, "x now names the list [1]", "signal 6"),
    "leaves a copy of itself": ("import os, time\nif os.fork() == 0:\n    time.sleep(1000)\nx = [1]\n", [], 0,
                                "x now names the list [1]", ENDED),
    "ignores signals": ("import signal\nfor n in (1, 2, 3, 15):\n    signal.signal(n, signal.SIG_IGN)\nx = [1]\n"
                        "any(iter(int, 1))\n", ["--time", "1"], 1, "x now names the list [1]", "time was up"),
    "has a line that does not parse": ("x = 1\nprint(x\n", [], 1, "SyntaxError", "exit status 1"),
}


def left_over(folder):
    """Processes of this test: those whose HOME is its folder, but for those that are already dead."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={folder}\0".encode() in (process / "environ").read_bytes():
                found.append((process.name, (process / "cmdline").read_bytes()))
        except OSError:
            pass  # ended meanwhile, or not ours
    return found


def nothing_is_left(case, what):
    """The guard ends what is left as the viewer goes: a moment later it must be gone."""
    patience = time.monotonic() + TIMEOUT
    while left_over(case.folder) and time.monotonic() < patience:
        time.sleep(0.02)
    case.equal(left_over(case.folder), [], f"processes left by a program that {what}")


def add_test(what, source, options, status, shown, about):
    def run(case):
        case.file("x.py", source)
        done = case.run("run", "--print", *options, "x.py")
        text = done.stdout.decode()
        case.equal(done.returncode, status, f"exit status of a program that {what}: {done.stderr!r}")
        case.equal(done.stderr, b"", f"nothing on standard error for a program that {what}")
        case.check(re.search(r"^Step \d+ of \d+ ", text) or "SyntaxError" in shown, "there is a picture", text)
        case.check(shown in text, f"what is shown of a program that {what}: {shown}", text)
        last = re.sub(r"\n(?!The program )", " ", text.rstrip("\n")).rpartition("\n")[2] if "\n" in text else text
        case.check(about in last, f"the last words about a program that {what}: {about}", last)
        nothing_is_left(case, what)
    run.__name__ = re.sub(r"\W", "_", what)
    test(run)


for name, ending in ENDINGS.items():
    add_test(name, *ending)


@test
def a_first_line_that_does_not_end(case):
    """Where a program was is told, too, when no line of it has ended; nothing is said to be next that had begun."""
    for options in ([], ["--plain"]):
        told = case.run("run", "--print", *options, "--time", "1", "-c", "any(iter(int, 1))").stdout.decode()
        case.check("Line 1 has begun, and has not run to its end." in told, "what has run", told)
        case.check("time was up (--time). Line 1 was running: any(iter(int, 1))\n" in told, "where it was", told)
        case.check("Nothing has run" not in told and "Next is" not in told, "nothing else is said", told)
    told = case.run("run", "--print", "--steps", "5", "-c", "while True: x = 1").stdout.decode()
    case.check("limit of steps" in told and "was running" not in told, "nor of what nobody watched", told)


@test
def input_from_standard_input(case):
    case.file("x.py", "name = input('name? ')\nage = input()\nprint(name, age)\n")
    done = case.run("run", "--print", "x.py", stdin=b"Ada\n36\n")
    case.equal(done.returncode, 0, "answered")
    case.check("Ada 36" in done.stdout.decode(), "the answers are there", done.stdout)
    done = case.run("run", "--print", "x.py", stdin=b"Ada\n")
    case.equal(done.returncode, 1, "the answers are at their end")
    case.check("EOFError" in done.stdout.decode(), "the program is told so", done.stdout)


@test
def recordings_of_what_ended_badly(case):
    """A recording is whole up to the last step, whatever ended the program."""
    for source, status in [("import os\nx = [1]\nos._exit(3)\n", 3), ("import ctypes\nx = [1]\nctypes.string_at(0)\n", 139),
                           ("import os\nx = [1]\nos.kill(os.getpid(), 9)\n", 137)]:
        case.file("x.py", source)
        done = case.run("record", "-o", "x.trr", "x.py")
        case.equal(done.returncode, status, f"status of record: {done.stderr!r}")
        replayed = case.run("replay", "--print", "x.trr")
        case.equal((replayed.returncode, replayed.stderr), (0, b""), "replay")
        case.check("x now names the list [1]" in replayed.stdout.decode(), "the last step", replayed.stdout)


@test
def the_viewer_is_killed(case):
    """When the viewer dies, all that the program started dies with it."""
    case.file("x.py", "import subprocess, sys\nchild = subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
                      "open('ready', 'w').close()\nwhile True: pass\n")
    for command in (["run", "--print", "x.py"], ["record", "-o", "x.trr", "x.py"]):
        (case.folder / "ready").unlink(missing_ok=True)
        viewer = subprocess.Popen([TERRARIUM, *command], cwd=case.folder, env=environment(case.folder),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        patience = time.monotonic() + TIMEOUT
        while not (case.folder / "ready").exists() and time.monotonic() < patience:
            time.sleep(0.01)
        case.check(len(left_over(case.folder)) >= 3, "the viewer, the program and its child are seen", left_over(case.folder))
        viewer.kill()
        viewer.wait()
        nothing_is_left(case, f"was watched by {command[0]}")


@test
def leftovers_are_seen(case):
    process = subprocess.Popen(["sleep", "1000"], env=environment(case.folder))
    case.check(left_over(case.folder), "a process of this test is found")
    process.kill()
    process.wait()
    case.equal(left_over(case.folder), [], "a dead one is not")


finish()
