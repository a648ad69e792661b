"""Variants of one job compared: each runs alone, as often as said, and what is told of them is so."""
import os
import re
import signal
import subprocess
import time

from harness import TERRARIUM, TIMEOUT, environment, finish, test

JOURNAL = """\
import os, sys, time
def note(what):
    with open("journal", "a") as journal:
        journal.write(f"{what} {os.path.basename(sys.argv[0])} {' '.join(sys.argv[1:])}\\n")
note("begins")
"""


def numbers(text):
    """The table's rows: (name, wall, least, most, processor, speed-up, peak), times in seconds, memory in MiB."""
    units = {"s": 1, "ms": 1e-3, "µs": 1e-6}
    time_of = r"([\d.]+) (s|ms|µs)"
    rows = {}
    for found in re.finditer(rf"^ (\S.*?) +{time_of} +{time_of} … {time_of} +{time_of} +~?([\d.]+) +~?([\d.]+) MiB$", text, re.M):
        name, *rest = found.groups()
        times = [float(number) * units[unit] for number, unit in zip(rest[0:8:2], rest[1:8:2])]
        rows[name] = (*times, float(rest[8]), float(rest[9]))
    return rows


def compare(case, *arguments, status=0, **options):
    done = case.run("compare", "--width", "110", *arguments, **options)
    told = done.stdout.decode()
    case.equal((done.returncode, done.stderr), (status, b""), f"how compare {' '.join(arguments)} ends")
    return told


@test
def each_runs_alone_and_by_turns(case):
    for name in ("one.py", "two.py", "three.py"):
        case.file(name, JOURNAL + "time.sleep(0.01)\nnote('ends')\n")
    told = compare(case, "--repeat", "3", "one.py", "two.py", "three.py")
    journal = (case.folder / "journal").read_text().splitlines()
    expected = [f"{what} {name} " for _ in range(4) for name in ("one.py", "two.py", "three.py")
                for what in ("begins", "ends")]
    case.equal([line for line in journal], expected, "one watched run of each, then three by turns")
    rows = numbers(told)
    case.equal(list(rows), ["one.py", "two.py", "three.py"], "a row for each")
    case.check("medians of 3 runs of each" in told and "with nothing watched" in told, "how it was measured is told", told)


@test
def the_figures_are_medians_that_fit_each_other(case):
    case.file("short.py", "import time\ntime.sleep(0.05)\n")
    case.file("long.py", "import time\ntime.sleep(0.3)\n")
    case.file("large.py", "import time\ntime.sleep(0.05)\ndata = b'x' * (80 << 20)\n")
    case.file("busy.py", "for _ in range(3_000_000): pass\n")
    rows = numbers(compare(case, "--repeat", "3", "short.py", "long.py", "large.py", "busy.py"))
    for name, (wall, least, most, processor, faster, peak) in rows.items():
        case.check(least <= wall <= most, f"the median of {name} lies between the others", rows)
        case.check(abs(faster - rows["short.py"][0] / wall) <= 0.011 + 0.02 * faster, f"the speed-up of {name}", rows)
        case.check(processor < wall * 1.1, f"one thread of {name} is on one processor", rows)
    case.check(rows["long.py"][1] >= 0.3, "a run takes as long as it sleeps", rows)
    case.check(rows["long.py"][3] < 0.3, "and is on no processor meanwhile", rows)
    case.check(rows["busy.py"][3] > rows["short.py"][3], "work takes processor time", rows)
    case.check(rows["large.py"][5] > rows["short.py"][5] + 75, "memory is seen", rows)


@test
def processor_time_of_child_processes_counts(case):
    case.file("job.py", """\
import subprocess, sys
WORK = "for _ in range(6_000_000): pass"
def here(): exec(WORK, {})
def there(): subprocess.run([sys.executable, "-c", WORK], check=True)
def nothing(): pass
""")
    rows = numbers(compare(case, "--repeat", "1", "--call", "nothing", "--call", "here", "--call", "there", "job.py"))
    work = rows["here"][3] - rows["nothing"][3]
    case.check(rows["there"][3] - rows["nothing"][3] > work / 2, "the child's work is told", rows)


@test
def memory_is_that_of_all_processes_together(case):
    case.file("job.py", """\
import multiprocessing, time
context = multiprocessing.get_context("fork")
def hold(until):
    data = bytearray(b"x") * (40 << 20)
    until.wait()
    time.sleep(0.6)
def one(): hold(context.Barrier(1))
def three():
    until = context.Barrier(3)
    processes = [context.Process(target=hold, args=(until,)) for _ in range(3)]
    for process in processes: process.start()
    for process in processes: process.join()
def shared():
    data = bytearray(b"x") * (40 << 20)
    processes = [context.Process(target=time.sleep, args=(0.6,)) for _ in range(3)]
    for process in processes: process.start()
    for process in processes: process.join()
""")
    told = compare(case, "--repeat", "1", "--call", "one", "--call", "three", "--call", "shared", "job.py")
    rows = numbers(told)
    case.check(rows["three"][5] > rows["one"][5] + 70, "three processes have three times as much", rows)
    case.check(rows["shared"][5] < rows["one"][5] + 40, "what they share counts once", rows)
    case.check(re.search(r"^ one .*[^~\d.][\d.]+ MiB$", told, re.M) and re.search(r"^ three .*~[\d.]+ MiB$", told, re.M) and
               "Memory with ~ is that of several processes together" in told, "it is said what is a sum", told)


@test
def lanes_stand_on_one_scale(case):
    case.file("long.py", "import time\ntime.sleep(0.4)\n")
    case.file("threads.py", """\
import threading, time
threads = [threading.Thread(target=time.sleep, args=(0.1,), name=f"cook-{i}") for i in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
""")
    lines = compare(case, "--repeat", "1", "long.py", "threads.py").splitlines()
    lanes = [line for line in lines if re.match(r" (MainThread|cook-\d) ", line)]
    case.equal([line.split()[0] for line in lanes], ["MainThread", "MainThread", "cook-0", "cook-1"], "lanes of both")
    case.check(len(lanes[1].partition("held")[0].rstrip()) < len(lanes[0].partition("held")[0].rstrip()),
               "the shorter run has the shorter lanes", lanes)
    for name in ("long.py", "threads.py"):
        case.check(any(re.match(rf" {name}  [\d.]+ m?s  CPython 3", line) for line in lines), f"a heading for {name}", lines)
    case.file("tasks.py", """\
import asyncio
async def boil(): await asyncio.sleep(0.1)
async def main(): await asyncio.gather(*(asyncio.create_task(boil(), name=f"pot-{i}") for i in range(2)))
asyncio.run(main())
""")
    lines = compare(case, "--repeat", "1", "threads.py", "tasks.py").splitlines()
    rows = [line.split()[0] for line in lines if re.match(r" (MainThread|cook-\d|loop|pot-\d|ready) ", line)]
    case.equal(rows, ["MainThread", "cook-0", "cook-1", "MainThread", "loop", "pot-0", "pot-1", "ready"],
               "tasks have lanes below their thread's")
    case.file("many.py", "import threading\nthreads = [threading.Thread(target=print) for _ in range(20)]\n"
              "for thread in threads: thread.start()\nfor thread in threads: thread.join()\n")
    told = compare(case, "--repeat", "1", "many.py", "long.py")
    case.check("(9 more threads)" in told, "of many lanes some are left out, and counted", told)
    case.check("more threads" not in compare(case, "--all", "--repeat", "1", "many.py", "long.py"), "unless all are wanted")


@test
def pythons_functions_and_arguments_can_vary(case):
    case.file("folder/my job.py", JOURNAL + """\
def first(): note("first " + __name__)
async def second(): note("second " + __name__)
if __name__ == "__main__":
    note("main")
""")
    pythons = [version for version, _ in case.pythons()]
    several = [option for version in pythons for option in ("--python", version)]
    told = compare(case, "--repeat", "1", *several, "--with", "a  b", "--with", "", "folder/my job.py", status=0)
    names = [f"{given} {version}" if len(pythons) > 1 else given for given in ("a  b", "(nothing)") for version in pythons]
    case.equal(list(numbers(told)), names, "each of one with each of another")
    journal = (case.folder / "journal").read_text().splitlines()
    case.equal(journal.count("begins my job.py a b"), 2 * len(pythons), "the arguments are the program's")
    case.equal(journal.count("main my job.py "), 2 * len(pythons), "and without any it has none")
    for version, _ in case.pythons():
        shown = f"CPython {version.rstrip('t')}"
        case.check(shown in told, f"{version} is what ran", told)
    (case.folder / "journal").unlink()
    told = compare(case, "--repeat", "1", "--call", "first", "--call", "second", "--with", "x", "folder/my job.py")
    case.equal(list(numbers(told)), ["first", "second"], "functions give variants their names")
    journal = (case.folder / "journal").read_text().splitlines()
    case.equal(sorted(line.strip() for line in journal),
               sorted(2 * ["begins -c x", "first my job -c x", "begins -c x", "second my job -c x"]),
               "the file is imported, and the function called, a coroutine run")


@test
def runs_that_fail_are_told_and_not_measured(case):
    case.file("good.py", "pass\n")
    case.file("wrong.py", JOURNAL + "1 / 0\n")
    case.file("endless.py", "while True: pass\n")
    case.file("asks.py", "input('name? ')\n")
    case.file("dies.py", "import os\nos.kill(os.getpid(), 9)\n")
    told = compare(case, "--repeat", "2", "--time", "1", "good.py", "wrong.py", "endless.py", "asks.py", "dies.py", status=1)
    for sentence in ("wrong.py ended with exit status 1: ZeroDivisionError: division by zero.",
                     "endless.py was ended: its time was up (--time).",
                     "asks.py ended with exit status 1: EOFError: EOF when reading a line.",
                     "dies.py was killed (signal 9): by itself, by another program, or for want of memory."):
        case.check(f" ! {sentence}\n" in told, f"it is told: {sentence}", told)
    case.equal((case.folder / "journal").read_text().count("begins"), 1, "what failed is not run again")
    case.equal(list(numbers(told)), ["good.py"], "the others are measured")
    told = compare(case, "wrong.py", "wrong.py", status=1)
    case.check("Figures" not in told, "where nothing was measured, nothing is said of figures", told)


@test
def what_cannot_be_compared_is_refused_beforehand(case):
    case.file("job.py", JOURNAL)
    case.file("job.txt", JOURNAL)
    known = ", ".join(version for version, _ in case.pythons())
    case.complains(["compare", "job.py"], 2,
                   "there is nothing to compare: name several files, or an option twice that says what varies (--python, --call, --with, --switch-interval)")
    case.complains(["compare", "--python", "2.7", "--python", "3.9", "job.py"], 1,
                   f"there is no runner for Python 2.7: choose one of {known}")
    case.complains(["compare", "job.py", "missing.py"], 1,
                   "cannot open missing.py: No such file or directory: check the name")
    case.complains(["compare", "--call", "a", "--call", "b", "job.txt"], 2,
                   "--call imports FILE, whose name must end in .py: job.txt does not")
    case.complains(["compare", "--call", "a()", "--call", "b", "job.py"], 2,
                   "--call takes the name of a function, not 'a()'")
    case.complains(["compare", "--repeat", "0", "job.py", "job.py"], 2, "--repeat takes a number from 1 to 1000, not 0")
    case.complains(["compare"], 2, "compare needs a file: terrarium compare FILE...")
    case.complains(["compare", *40 * ["job.py"]], 2, "these are 40 variants, and 32 can be compared at once")
    case.check(not (case.folder / "journal").exists(), "nothing ran")


@test
def the_switch_interval_is_everybodys(case):
    case.file("job.py", "import sys\nassert round(sys.getswitchinterval() * 1000) == 40\n")
    told = compare(case, "--switch-interval", "40ms", "--repeat", "1", "job.py", "job.py")
    case.check("switch interval 40.00 ms" in told, "the ruler tells, and the programs found it", told)
    case.file("notes.py", "import sys\nopen('found', 'a').write(f'{sys.getswitchinterval():.3f} ')\n")
    told = compare(case, "--switch-interval", "1ms", "--switch-interval", "50ms", "--repeat", "1", "notes.py")
    case.equal((case.folder / "found").read_text().split(), ["0.001", "0.050"] * 2, "it may be what varies")
    case.equal(list(numbers(told)), ["notes.py 1ms", "notes.py 50ms"], "and names the variants then")
    case.complains(["compare", "--switch-interval", "soon", "job.py", "job.py"], 2,
                   "--switch-interval takes a time such as 20ms, 500us or 0.02, not soon")


@test
def pictures_of_one_step_stand_side_by_side(case):
    case.file("job.py", "a = [1, 2]\nb = [x for x in a]\nc = a\n")
    case.file("other.py", "a = [1, 2]\nb = [x for x in a]\nc = b\n")
    done = case.run("compare", "--lens", "objects", "--width", "110", "job.py", "other.py")
    told = done.stdout.decode()
    case.equal((done.returncode, done.stderr), (0, b""), "it ends well")
    case.check("c is in job.py an object that" in told or "c is in other.py an object that" in told,
               "the first difference is told in words", told)
    case.check(re.search(r"^job\.py +│ other\.py$", told, re.M), "the pictures are named", told)
    step = re.search(r"They differ first at step (\d+):", told)[1]
    case.check(re.search(rf"^Step {step} of .*│ Step {step} of ", told, re.M), "and are of that step", told)
    lines = told.split("\n\nThey differ")[0].splitlines()
    case.equal({line[54] for line in lines}, {"│"}, "a line stands between them")
    done = case.run("compare", "--lens", "objects", "--width", "60", "--step", "2", "--ascii", "job.py", "other.py")
    told = done.stdout.decode()
    case.check(told.count("Step 2 of ") == 2 and told.isascii(), "in a narrow terminal one stands above the other", told)
    case.complains(["compare", "--lens", "objects", "job.py", "other.py", "job.py"], 2,
                   "--lens objects compares two variants, and these are 3")
    case.complains(["compare", "--lens", "objects", "--step", "1000", "job.py", "other.py"], 1,
                   re.compile(r"there is no step 1000: the last one is \d+ in job\.py and \d+ in other\.py"))


SLEEPS = "import time\ntime.sleep(0.01)\n"
ESCAPES = "import sys\nsys.stderr.write('\\x1b[31mred\\n')\nraise SystemExit(3)\n"


def sentences(case, *arguments, status=0, **options):
    done = case.run("compare", "--plain", "--repeat", "2", *arguments, **options)
    case.equal((done.returncode, done.stderr), (status, b""), "it ends")
    return done.stdout.decode()


@test
def in_sentences(case):
    """What each cost comes first, a line each; nothing is drawn, no line is broken, no column matters."""
    case.file("one.py", SLEEPS)
    case.file("two.py", "import threading, time\nthreading.Thread(target=time.sleep, args=(0.02,), name='cook').start()\n")
    case.file("bad.py", ESCAPES)
    told = sentences(case, "one.py", "two.py", "bad.py", status=1)
    time = r"[\d.]+ (?:s|ms|µs)"
    for name in ("one.py", "two.py"):
        case.check(re.search(rf"^{name}: wall time {time}, from {time} to {time}; CPU time {time}; peak memory [\d.]+ MiB; speed-up [\d.]+"
                             r"(, which may be chance)?\.$", told, re.M), f"what {name} cost", told)
    case.check("\nbad.py ended with exit status 3: ␛[31mred.\n" in told, "how one failed, sanitised", told)
    case.check(re.search(rf"^The watched run of two\.py took {time}\.\nMainThread: held \d+ %.*\ncook: held", told, re.M), "its lanes", told)
    case.check("Figures are medians of 2 runs of each, by turns" in told and "~" not in told and "█" not in told, "no signs", told)
    german = sentences(case, "one.py", "two.py", "bad.py", status=1, variables={"TERRARIUM_LANGUAGE": "de"})
    for words in ("one.py: Dauer ", "; CPU-Zeit ", "; Tempo 1.00.", "bad.py endete mit dem Status 3: ", "Der beobachtete Lauf von two.py dauerte ",
                  "cook: hielt ", "Die Zahlen sind Mediane von je 2 Läufen, reihum und unbeobachtet"):
        case.check(words in german, f"{words!r} is told", german)
    for words in ("wall", "speed", "took", "held", "Figures", "ended"):
        case.check(words not in german, f"{words!r} is not", german)
    printed = compare(case, "--repeat", "1", "one.py", "bad.py", status=1)
    case.check("\x1b" not in printed and " ! bad.py ended with exit status 3: ␛[31mred.\n" in printed, "as a picture, sanitised", printed)


@test
def differences_in_sentences(case):
    case.file("job.py", "a = [1, 2]\nb = list(a)\nb.append(3)\n")
    case.file("other.py", "a = [1, 2]\nb = list(a)\nb.append(4)\n")
    done = case.run("compare", "--lens", "objects", "--plain", "job.py", "other.py")
    told = done.stdout.decode()
    case.check(re.match(r"They differ first at step (\d+): b\[2\] is 3 in job\.py and 4 in other\.py\.\n\njob\.py:\nStep \1 of ", told),
               "the difference comes first, then the moment of each", told)
    case.check("b names the list [1, 2, 3]." in told and "\nother.py:\n" in told and "b names the list [1, 2, 4]." in told, "with its names", told)
    told = case.run("compare", "--lens", "objects", "--plain", "job.py", "other.py", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    case.check("Zuerst verschieden sind sie bei Schritt " in told and ": b[2] ist 3 in job.py und 4 in other.py.\n" in told, "in German", told)


@test
def a_step_of_two_pythons(case):
    pythons = [version for version, _ in case.pythons()]
    case.file("job.py", "a = [1, 2]\nb = [x for x in a]\n")
    for left in pythons:
        for right in pythons:
            told = case.run("compare", "--lens", "objects", "--python", left, "--python", right, "job.py").stdout.decode()
            inlined = [version.rstrip("t") not in ("3.11",) for version in (left, right)]  # PEP 709
            if inlined[0] == inlined[1]:
                case.check("Names and objects are the same at every step." in told, f"{left} and {right} do the same", told)
            else:
                case.check(re.search(r"differ first at step 2: .*calls line 2 of <listcomp>", told),
                           f"a comprehension is a function on one of {left} and {right}", told)


@test
def an_interrupt_ends_it(case):
    case.file("sleeps.py", "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(100)\n")
    process = subprocess.Popen([TERRARIUM, "compare", "sleeps.py", "sleeps.py"], cwd=case.folder,
                               env=environment(case.folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    pid = case.folder / "pid"
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline and not (pid.exists() and pid.read_text()):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=TIMEOUT)
    case.equal(process.returncode, 128 + signal.SIGINT, "the exit status of an interrupt")
    case.check("! sleeps.py was stopped." in told.decode(), "what there was is shown", told.decode())
    case.check(not os.path.exists(f"/proc/{pid.read_text()}"), "the program has gone")


finish()
