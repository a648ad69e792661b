"""What watching costs, and what a person waits for, as rows: name, value, unit.  `make bench` runs it.

    make bench PYTHON=3.11 ONLY=words,fib ROUNDS=15

For each CPython that there is a runner for, and each program in programs/ (a name's first letters will do for ONLY), rows
VERSION/PROGRAM/FIGURE:

    plain, noop, recorder, bdb    nanoseconds a step: nobody looks; a C hook that does nothing but count; the whole recorder;
                                  Python's bdb steps with empty callbacks.  A step is one that the recorder records, whoever looks
    recorder/noop, bdb/recorder   how many times as long
    A/A                           plain against plain once more, in the same rounds: how far apart the same comes out
    log                           bytes a step

and then geometric mean and worst over the programs; instructions/count, the recorder with instructions against a C hook of each
instruction that does nothing but count, of three of them; recorder/plain of a library's code (library.py); large/small of a step
with much in scope against the same with little (flat_*.py), and of one with 200 000 objects in reach against one with 400, where
it is known what lines change (much_known.py), and where it is not (much_doubted.py: walks rest then, and some changes are told of
late), which have no bound.  recorder.c says how these are measured: medians of interleaved rounds.

Then the viewer's side, of the first of the CPythons: the first picture of `terrarium run` on a terminal, the memory that
recording a million steps takes, and what going to a step of them costs (seek.c).

Last come the bounds.  One is judged only while the same measurement, made twice in the same rounds, lies within 5 %; a
program for which it does not is measured again, twice at most.
"""
import fcntl
import math
import os
import pathlib
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

TERRARIUM = os.environ["TERRARIUM"]
BUILT = pathlib.Path(os.environ["TERRARIUM_RUNNER_DIR"]) / "tests/bench"
PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"
ROUNDS = int(os.environ.get("ROUNDS") or 15)
VERSIONS = (os.environ.get("PYTHON") or os.environ["PYTHONS"]).replace(",", " ").split()
ONLY = [name for name in (os.environ.get("ONLY") or "").split(",") if name]
APART, ATTEMPTS = 0.05, 3

TWELVE = ("bubble_sort", "linked_list", "memoised_fib", "word_count", "matrix_product", "string_building", "class_hierarchy",
          "generator_pipeline", "tower_of_hanoi", "dict_of_lists", "big_list", "closures")
BY_INSTRUCTIONS = ("bubble_sort", "word_count", "closures")
FLAT = {"flat_list": 100000, "flat_dicts": 1000, "flat_instances": 1000}
MUCH = ("much_known", "much_doubted")
SMALL = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"


def row(name, value, unit, *rest):
    print(f"{name:44} {value:10.4g} {unit:12}", *rest, flush=True)


def apart(pair):
    return max(pair) / min(pair) - 1


class Bounds:
    def __init__(self):
        self.rows = []

    def judge(self, name, value, unit, limit, pairs=(), at_least=False):
        """`pairs`: of figures that should be the same, by name; a figure that comes out the same each time needs none."""
        far = {pair: apart(figures) for pair, figures in dict(pairs).items() if apart(figures) > APART}
        held = value >= limit if at_least else value <= limit
        verdict = "held" if held else "MISSED"
        if far:
            worst = max(far, key=far.get)
            verdict = f"not judged (A/A pair of {worst} apart by {far[worst] * 100:.1f} %)"
        self.rows.append((name, value, unit, f"at {'least' if at_least else 'most'} {limit:g}:", verdict))

    def print(self):
        for bound in self.rows:
            row(*bound)


def chosen(names):
    return [name for name in names if not ONLY or any(name.startswith(wanted) for wanted in ONLY)]


class Variant:
    def __init__(self, line):
        self.name, *numbers = line.split()
        self.steps, self.bytes, *samples = map(int, numbers)
        self.nanoseconds = statistics.median(samples)


def once(version, program, variants):
    command = [BUILT / f"recorder-{version}", str(ROUNDS), PROGRAMS / f"{program}.py", *variants]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    return [Variant(line) for line in done.stdout.decode().splitlines()]


def measured(version, program, *variants):
    """The first two are the same variant: measured again while they are far apart."""
    for attempt in range(ATTEMPTS):
        results = once(version, program, variants)
        pair = (results[0].nanoseconds, results[1].nanoseconds)
        if apart(pair) <= APART:
            break
    return pair, results


def watching(version, program):
    """The ratios that are summed up over the programs, and the A/A pair."""
    pair, (plain, _, noop, recorder, bdb) = measured(version, program, "plain", "plain", "noop", "recorder", "bdb")
    name = f"{version}/{program}"
    for variant in (plain, noop, recorder, bdb):
        row(f"{name}/{variant.name}", variant.nanoseconds / recorder.steps, "ns/step")
    figures = {"recorder/noop": (recorder.nanoseconds / noop.nanoseconds, "times"),
               "bdb/recorder": (bdb.nanoseconds / recorder.nanoseconds, "times"),
               "A/A": (pair[1] / pair[0], "times"),
               "log": (recorder.bytes / recorder.steps, "bytes/step")}
    for figure, (value, unit) in figures.items():
        row(f"{name}/{figure}", value, unit)
    row(f"{name}/steps", recorder.steps, "steps")
    return {figure: value for figure, (value, _) in figures.items()}, pair


def sum_up(version, results, pairs, bounds):
    limits = {"recorder/noop": (2.2 if version == "3.11" else 2.0, False, "times"), "bdb/recorder": (1.5, True, "times"),
              "log": (10, False, "bytes/step")}
    for figure, (limit, at_least, unit) in limits.items():
        values = {program: result[figure] for program, result in results.items()}
        mean = math.exp(statistics.mean(math.log(value) for value in values.values()))
        worst = (min if at_least else max)(values, key=values.get)
        row(f"{version}/mean/{figure}", mean, unit)
        row(f"{version}/worst/{figure}", values[worst], unit, f"({worst})")
        known = unit != "times"
        bounds.judge(f"{version}/mean/{figure}", mean, unit, limit, {} if known else pairs, at_least)
        if not known:
            bounds.judge(f"{version}/worst/{figure}", values[worst], unit, limit, {worst: pairs[worst]}, at_least)


def twelve(version, bounds):
    results, pairs = {}, {}
    for program in chosen(TWELVE):
        results[program], pairs[program] = watching(version, program)
    if results:
        sum_up(version, results, pairs, bounds)


def instructions(version, bounds):
    """By what each instruction's recording costs more than being told of it."""
    for program in [name for name in chosen(TWELVE) if name in BY_INSTRUCTIONS]:
        pair, (count, _, recorder) = measured(version, program, "count", "count", "instructions")
        ratio = recorder.nanoseconds / count.nanoseconds
        row(f"{version}/{program}/instructions/count", ratio, "times")
        bounds.judge(f"{version}/{program}/instructions/count", ratio, "times", 2.5, {program: pair})


def library(version, bounds):
    for program in chosen(["library"]):
        pair, (plain, _, recorder) = measured(version, program, "plain", "plain", "recorder")
        ratio = recorder.nanoseconds / plain.nanoseconds
        row(f"{version}/{program}/recorder/plain", ratio, "times")
        bounds.judge(f"{version}/{program}/recorder/plain", ratio, "times", 1.5 if version == "3.11" else 1.15, {program: pair})


def flatness(version, bounds):
    for program in chosen(FLAT):
        small, large = "recorder:10", f"recorder:{FLAT[program]}"
        pair, (little, _, much) = measured(version, program, small, small, large)
        ratio = much.nanoseconds / little.nanoseconds
        row(f"{version}/{program}/large/small", ratio, "times")
        bounds.judge(f"{version}/{program}/large/small", ratio, "times", 1.3, {program: pair})


def much(version):
    for program in chosen(MUCH):
        _, (little, _, much) = measured(version, program, "recorder:400", "recorder:400", "recorder:200000")
        row(f"{version}/{program}/large/small", much.nanoseconds / little.nanoseconds, "times")


def until_picture(program, folder):
    """Milliseconds from the start of `terrarium run` until the terminal has step 0."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": folder}
    start, seen = time.perf_counter(), b""
    viewer = subprocess.Popen([TERRARIUM, "run", "--python", VERSIONS[0], program], stdin=theirs, stdout=theirs, stderr=theirs,
                              start_new_session=True, env=environment)
    os.close(theirs)
    while b"step 0 of" not in seen:
        if not select.select([ours], [], [], 20)[0]:
            sys.exit("terrarium run shows no picture")
        seen += os.read(ours, 65536)
    taken = time.perf_counter() - start
    viewer.send_signal(signal.SIGTERM)
    os.close(ours)
    viewer.wait()
    return taken * 1e3


def busy():
    """How long some work takes by the clock, and how much of that on a processor."""
    start, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.02:
        pass
    return time.perf_counter() - start, time.process_time() - worked


def first_picture(folder, bounds):
    """Where others keep the processors busy, a person waits for them too: that is not judged."""
    program = f"{folder}/small.py"
    pathlib.Path(program).write_text(SMALL)
    until_picture(program, folder)
    for _ in range(ATTEMPTS):
        times, waits = zip(*((until_picture(program, folder), busy()) for _ in range(2 * ROUNDS)))
        pairs = {"first picture": (statistics.median(times[::2]), statistics.median(times[1::2])),
                 "clock and processor time": tuple(map(sum, zip(*waits)))}
        if all(apart(pair) <= APART for pair in pairs.values()):
            break
    row("viewer/first picture", statistics.median(times), "ms")
    bounds.judge("viewer/first picture", statistics.median(times), "ms", 60, pairs)


def million(folder, bounds):
    """Records a million steps; the recording's path."""
    path = f"{folder}/million.trr"
    viewer = subprocess.Popen([TERRARIUM, "record", "--python", VERSIONS[0], "-o", path, PROGRAMS / "million_steps.py"])
    _, status, used = os.wait4(viewer.pid, 0)
    if status != 0:
        sys.exit("terrarium record failed")
    row("viewer/memory", used.ru_maxrss / 1024, "MB", "(the larger of viewer and program)")
    bounds.judge("viewer/memory", used.ru_maxrss / 1024, "MB", 250)
    return path


def seeking(path, bounds):
    for _ in range(ATTEMPTS):
        lines = subprocess.run([BUILT / "seek", path], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
        pairs = {name: (float(first), float(second)) for name, first, second, _ in map(str.split, lines)}
        if all(apart(pair) <= APART for pair in pairs.values()):
            break
    figures = {name: statistics.mean(pair) for name, pair in pairs.items()}
    row("viewer/steps", figures["steps"], "steps")
    for name in ("seek/median", "seek/p99"):
        row(f"viewer/{name}", figures[name] / 1e6, "ms")
    for name in ("forward", "back"):
        row(f"viewer/{name}", figures[name], "ns/step")
    bounds.judge("viewer/seek/p99", figures["seek/p99"] / 1e6, "ms", 1, {"seek/p99": pairs["seek/p99"]})
    bounds.judge("viewer/back/forward", figures["back"] / figures["forward"], "times", 2,
                 {name: pairs[name] for name in ("back", "forward")})


def viewer_side(bounds):
    with tempfile.TemporaryDirectory(prefix="terrarium-bench-") as folder:
        first_picture(folder, bounds)
        seeking(million(folder, bounds), bounds)


def main():
    bounds = Bounds()
    print(f"{'name':44} {'value':>10} unit")
    for version in VERSIONS:
        twelve(version, bounds)
        instructions(version, bounds)
        library(version, bounds)
        flatness(version, bounds)
        much(version)
    if chosen(["viewer"]):
        viewer_side(bounds)
    print("\nbounds")
    bounds.print()


main()
