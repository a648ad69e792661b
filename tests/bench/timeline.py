"""What watching threads costs, and how true it is, as rows: name, value, unit.  `make bench-timeline` runs it.

    make bench-timeline PYTHON=3.11 ROUNDS=9

For each CPython that there is a runner for, rows VERSION/FIGURE:

    threads       two threads that compute: time on processors under record --timeline, by that in the runner alone, unwatched
                  (python3 itself may be linked in another way: Debian's takes a sixth less)
    releases      a loop that releases the GIL as often as it can: the same; with how often that is, and how many were lost
    locks         a lock taken and released half a million times, that nobody else wants: the same
    starts        2000 threads, each started and joined: the same; with how many were seen
    tasks         10 000 tasks with three awaits each: the same; with how many turns were seen
    timers        the same, of which one sleeps and one waits for a future
    slices/MS     two threads that compute, with this switch interval: the median slice, by the interval

A thread that wants the GIL waits for the switch interval in a timed wait, which the kernel ends up to 50 us late, so as to do
several at once: the timer slack of prctl(2).  At 0.5 ms that is a tenth of the slice, is there in any CPython, watched or not,
and says nothing about Terrarium.  So the program that is judged asks for the least slack before it starts its threads; a row
`(default slack)` tells what it is like without, and is not judged.

Both ways run in turn, ROUNDS times; the medians are compared.  Last come the bounds; a ratio is judged only while plain against
plain once more, in the same rounds, lies within 5 %, and a slice only while its processors are not wanted by others.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

TERRARIUM = os.environ["TERRARIUM"]
RUNNERS = pathlib.Path(os.environ["TERRARIUM_RUNNER_DIR"])
ROUNDS = int(os.environ.get("ROUNDS") or 9)
VERSIONS = (os.environ.get("PYTHON") or os.environ["PYTHONS"]).replace(",", " ").split()
APART = 0.05

# Each program writes to standard error how long it was on processors.
MEASURED = """\
import sys, time
begun = time.process_time()
{}
print("took", time.process_time() - begun, file=sys.stderr)
"""
THREADS = """\
import threading
def burn(n):
    while n:
        n -= 1
both = [threading.Thread(target=burn, args=(3_000_000,)) for _ in range(2)]
for thread in both: thread.start()
for thread in both: thread.join()
"""
RELEASES = """\
import os
zero = os.open("/dev/zero", os.O_RDONLY)
for _ in range(500_000): os.read(zero, 1)
"""
LOCKS = """\
import threading
lock = threading.Lock()
for _ in range(500_000):
    with lock: pass
"""
STARTS = """\
import threading
done = []
for i in range(2000):
    thread = threading.Thread(target=done.append, args=(i,), name=f"short-{i}")
    thread.start()
    thread.join()
"""
TASKS = """\
import asyncio
async def work():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
async def main():
    await asyncio.gather(*[asyncio.create_task(work()) for _ in range(10_000)])
asyncio.run(main())
"""
TIMERS = """\
import asyncio
futures = []
async def work():
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    futures.append(asyncio.get_running_loop().create_future())
    await futures[-1]
async def main():
    tasks, done = [asyncio.create_task(work()) for _ in range(10_000)], 0
    while done < len(tasks):
        await asyncio.sleep(0.001)
        for future in futures[done:]:
            future.set_result(None)
            done += 1
    await asyncio.gather(*tasks)
asyncio.run(main())
"""
SLICES = "import sys\nsys.setswitchinterval({})\n" + THREADS
PR_SET_TIMERSLACK = 29  # prctl(2)
LEAST_SLACK = f"import ctypes\nctypes.CDLL(None).prctl({PR_SET_TIMERSLACK}, ctypes.c_ulong(1))\n"  # 1 ns; threads inherit it
DEFAULT_SLACK = 0.05  # ms


def row(name, value, unit, *rest):
    print(f"{name:28} {value:10.4g} {unit:12}", *rest, flush=True)


class Bounds:
    def __init__(self):
        self.rows, self.missed = [], False

    def judge(self, name, value, least, most, steady):
        verdict = "held" if least <= value <= most else "MISSED"
        if not steady:
            verdict = "not judged"
        self.missed |= verdict == "MISSED"
        self.rows.append((name, value, f"{least:g} to {most:g}", verdict))

    def tell(self):
        print("\nbounds")
        for name, value, bounds, verdict in self.rows:
            row(name, value, bounds, verdict)


class Bench:
    def __init__(self, version, folder, bounds):
        self.version, self.folder, self.bounds = version, folder, bounds

    def run(self, command):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return float(re.search(r"took (\S+)", done.stderr).group(1))

    def plain(self):
        return self.run([RUNNERS / f"terrarium-run-{self.version}", "--", "program.py"])

    def watched(self):
        return self.run([TERRARIUM, "record", "--timeline", "--python", self.version, "--memory", "4096", "-o", "x.trr",
                         "program.py"])

    def dump(self):
        return subprocess.run([TERRARIUM, "dump", "x.trr"], cwd=self.folder, capture_output=True, text=True).stdout

    def write(self, program):
        (self.folder / "program.py").write_text(MEASURED.format(program))

    def cost(self, name, program, most):
        """The ratio's row; returns the plain time."""
        self.write(program)
        times = [(self.plain(), self.watched(), self.plain()) for _ in range(ROUNDS)]
        first, watched, second = (statistics.median(column) for column in zip(*times))
        both = statistics.median([time for times_of in times for time in (times_of[0], times_of[2])])
        apart = max(first, second) / min(first, second) - 1
        row(f"{self.version}/{name}", watched / both, "x", f"A/A {1 + apart:.3f}")
        self.bounds.judge(f"{self.version}/{name}", watched / both, 0, most, apart <= APART)
        return both

    def exactly(self, name, found, wanted):
        row(f"{self.version}/{name}", found, "", f"of {wanted}")
        self.bounds.judge(f"{self.version}/{name}", found / wanted, 1, 1.01, True)

    def releases(self):
        took = self.cost("releases", RELEASES, 1.6)
        row(f"{self.version}/releases/rate", 500_000 / took, "1/s")
        told = sum(1 + int(again) for again in re.findall(r"^release .* again=(\d+)", self.dump(), re.M))
        self.exactly("releases/told", told, 500_000)

    def starts(self):
        self.cost("starts", STARTS, 1.6)
        self.exactly("starts/seen", len(set(re.findall(r'^string text="(short-\d+)"', self.dump(), re.M))), 2000)

    def tasks(self, name, program):
        self.cost(name, program, 1.4)
        dump = self.dump()
        bodies = [int(body) for body in re.findall(r"^task .* body=(\d+)", dump, re.M)]
        work = max(set(bodies), key=bodies.count)
        turns = sum(bodies[int(task) - 1] == work for task in re.findall(r"^run .* task=([1-9]\d*)", dump, re.M))
        self.exactly(f"{name}/turns", turns, 40_000)

    def slices(self, milliseconds):
        median, steady = self.median_slice(milliseconds, LEAST_SLACK)
        name = f"{self.version}/slices/{milliseconds:g} ms"
        row(name, median, "x", f"{steady:.2f} of the time on a processor")
        self.bounds.judge(name, median, 0.85, 1.15, steady > 0.9)
        if DEFAULT_SLACK > 0.05 * milliseconds:
            median, steady = self.median_slice(milliseconds, "")
            row(name, median, "x", f"{steady:.2f} of the time on a processor (default slack)")

    def median_slice(self, milliseconds, prelude):
        """By the interval; and for how much of the time threads were on a processor."""
        rounds = max(3_000_000, int(400_000 * milliseconds))  # enough for several slices of each
        self.write(prelude + SLICES.format(milliseconds / 1000).replace("3_000_000", str(rounds)))
        medians, steady = [], []
        for _ in range(max(ROUNDS // 3, 1)):
            self.watched()
            dump = self.dump()
            held = [int(end) - int(start) for start, end in re.findall(
                r"^take thread=\d+ gil=1 time=(\d+)\n(?:(?!take|release).*\n)*release thread=\d+ gil=1 time=(\d+) asked=1", dump, re.M)]
            wall = int(re.search(r"^timeline_end time=(\d+)", dump, re.M).group(1))
            on = sum(int(time) for time in re.findall(r"^thread_finish .* processor=(\d+)", dump, re.M))
            medians.append(statistics.median(held or [0]) / 1e6 / milliseconds)
            steady.append(on / wall)
        return statistics.median(medians), statistics.median(steady)


def main():
    bounds = Bounds()
    with tempfile.TemporaryDirectory(prefix="terrarium-bench-") as folder:
        for version in VERSIONS:
            if version.endswith("t"):
                continue
            bench = Bench(version, pathlib.Path(folder), bounds)
            bench.cost("threads", THREADS, 1.05)
            bench.releases()
            bench.cost("locks", LOCKS, 2)
            bench.starts()
            bench.tasks("tasks", TASKS)
            bench.tasks("timers", TIMERS)
            for milliseconds in (0.5, 5, 20, 100):
                bench.slices(milliseconds)
    bounds.tell()
    sys.exit(1 if bounds.missed else 0)


main()
