"""The timeline of programs that start processes: each has lanes of its own, on one clock, and an end that is told.

What counts is what happened, not how long it took: machines are loaded when tests run."""
import collections
import json
import os
import re
import time

from harness import finish, test

ITSELF, PARENT, SEEN, RUN, FAILED = range(5)

BURN = """\
import multiprocessing, os, sys, threading, time
def burn(n):
    while n:
        n -= 1
    return os.getpid()
"""


def versions(case):
    return [version for version, _ in case.pythons() if not version.endswith("t")]


class Process:
    def __init__(self, parent, time):
        self.parent, self.begin, self.end, self.status, self.sources = parent, time, None, None, []
        self.name, self.command, self.identifier, self.threads, self.processor = "", None, 0, [], 0


class Log:
    """What a recording says of processes, by number; and of the threads in them."""

    def __init__(self, case, version, program, *options, arguments=()):
        case.file("program.py", BURN + program)
        done = case.run("record", "--timeline", "--python", version, *options, "-o", "run.trr", "program.py", *arguments)
        self.status, self.stdout, self.stderr = done.returncode, done.stdout.decode(), done.stderr.decode()
        self.strings, self.names, self.home = [""], {}, collections.defaultdict(lambda: 1)
        self.processes = {1: Process(None, 0)}
        self.records, self.notes, self.facts = [], [], {}
        for line in case.run("dump", "run.trr").stdout.decode().splitlines():
            kind, _, rest = line.partition(" ")
            self.take(kind, dict((name, int(number) if number else string) for name, number, string in
                                 re.findall(r'(\w+)=(?:(-?\d+)|"((?:[^"\\]|\\.)*)"|\[[^]]*\])', rest)))

    def take(self, kind, fields):
        self.records.append((kind, fields))
        process = self.processes.get(fields.get("process"))
        if kind == "string":
            self.strings.append(fields["text"])
        elif kind == "note":
            self.notes.append(fields["text"])
        elif kind == "meta":
            self.facts[fields["name"]] = fields["value"]
        elif kind == "thread":
            self.names[len(self.names) + 1] = self.strings[fields["name"]]
        elif kind == "thread_name":
            self.names[fields["thread"]] = self.strings[fields["name"]]
        elif kind == "process":
            self.processes[len(self.processes) + 1] = Process(self.home[fields["thread"]], fields["time"])
        elif kind == "process_thread":
            self.home[fields["thread"]] = fields["process"]
            process.threads.append(fields["thread"])
        elif kind == "process_id":
            process.identifier = fields["identifier"]
        elif kind == "process_name":
            process.name = self.strings[fields["name"]]
        elif kind == "program":
            process.command = self.strings[fields["command"]]
        elif kind == "program_failed":
            process.command = None
        elif kind == "process_end":
            process.sources.append(fields["source"])
            process.end = min(fields["time"], process.end or fields["time"])
            process.processor = max(process.processor, fields["processor"])
            if fields["status"]:
                process.status = fields["status"] - 1

    @property
    def children(self):
        return [process for number, process in self.processes.items() if number > 1]

    def holds(self):
        """The stretches of each GIL: (start, end, thread)."""
        found, since = collections.defaultdict(list), {}
        for kind, fields in self.records:
            if kind == "take":
                since[fields["gil"]] = fields
            elif kind == "release" and fields["gil"] in since:
                start = since.pop(fields["gil"])
                found[fields["gil"]].append((start["time"], fields["time"], start["thread"]))
        return found, since

    def held(self, process):
        return sum(end - start for stretches in self.holds()[0].values() for start, end, thread in stretches
                   if thread in process.threads)


def each_is_sound(case, log, version, notes=()):
    """What holds of every such recording."""
    case.equal(log.notes, list(notes), f"nothing was left out on {version}")
    holds, _ = log.holds()
    for gil, stretches in holds.items():
        case.check(all(before[1] <= after[0] for before, after in zip(stretches, stretches[1:])),
                   f"no two hold GIL {gil} at once on {version}", stretches)
        case.equal(len({log.home[thread] for _, _, thread in stretches}), 1, f"a GIL is one process's on {version}")
    for process in log.children:
        case.check(process.end is not None, f"every process's end is told on {version}", vars(process))
        case.check(FAILED in process.sources or process.threads, f"each has a lane on {version}", vars(process))
        for start, end, thread in (stretch for stretches in holds.values() for stretch in stretches):
            if thread in process.threads:
                case.check(process.begin <= start <= end <= process.end, f"it runs while it lives on {version}",
                           (process.begin, start, end, process.end))


@test
def workers_of_a_pool_have_lanes_with_their_own_gil(case):
    for version in versions(case):
        log = Log(case, version, """
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(len(pool.map(burn, [300_000] * 4, 1)))
    pool.close()
    pool.join()
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "4\n", ""), f"the run on {version}")
        case.equal(sorted(process.name for process in log.children), ["ForkPoolWorker-1", "ForkPoolWorker-2"],
                   f"multiprocessing's names on {version}")
        each_is_sound(case, log, version)
        case.check(all(process.status == 0 and ITSELF in process.sources and PARENT in process.sources
                       for process in log.children), f"they end well, and both say so on {version}")
        case.check(sum(log.held(process) > 0 for process in log.children) >= 1, f"and work on {version}")
        case.check(all(process.processor > 0 for process in log.children), f"time on a processor on {version}")


@test
def executors_of_forked_processes_are_looked_into(case):
    for version in versions(case):
        log = Log(case, version, """
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
    print(len(list(executor.map(burn, [200_000] * 4))))
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "4\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.check(log.children and all(process.name.startswith("ForkProcess-") for process in log.children),
                   f"names on {version}", [process.name for process in log.children])


@test
def a_child_of_a_child_is_its_parents(case):
    for version in versions(case):
        log = Log(case, version, """
child = os.fork()
if child == 0:
    burn(50_000)
    grandchild = os.fork()
    if grandchild == 0:
        burn(50_000)
        os._exit(3)
    status = os.waitpid(grandchild, 0)[1]
    sys.exit(os.waitstatus_to_exitcode(status) + 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "4\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.equal([(process.parent, process.status) for process in log.children], [(1, 4 << 8), (2, 3 << 8)],
                   f"parents and statuses on {version}")
        case.check(log.children[0].begin <= log.children[1].begin and log.children[1].end <= log.children[0].end,
                   f"one clock for all on {version}")


@test
def what_a_killed_child_did_is_there_up_to_its_end(case):
    for version in versions(case):
        log = Log(case, version, """
import signal
parent, child_end = os.pipe()
child = os.fork()
if child == 0:
    for _ in range(20):
        time.sleep(0.001)
    os.write(child_end, b"x")
    while True:
        time.sleep(0.01)
os.read(parent, 1)
os.kill(child, signal.SIGKILL)
print(os.waitpid(child, 0)[1])
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "9\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        child, = log.children
        case.equal((child.status, ITSELF in child.sources), (9, False), f"how it ended on {version}")
        sleeps = [fields for kind, fields in log.records if kind == "block" and fields["thread"] in child.threads
                  and log.strings[fields["call"]] == "clock_nanosleep"]
        case.check(len(sleeps) >= 20, f"all that it did is there on {version}", len(sleeps))
        case.check(child.processor > 0, f"wait() tells its time on a processor on {version}")


FULL_RATE = """
import random, signal
random.seed(SEED)
def work():
    read, write = os.pipe()
    threading.Thread(target=lambda: [time.sleep(0) for _ in range(10 ** 9)], daemon=True).start()
    while True:
        time.sleep(0)
        os.write(write, b"x")
        os.read(read, 1)
def start(count):
    children = []
    for _ in range(count):
        if (child := os.fork()) == 0:
            work()
        children.append(child)
    return children
"""


@test
def children_that_are_killed_at_any_instant_leave_a_sound_log(case):
    for seed, version in enumerate(versions(case)):
        log = Log(case, version, FULL_RATE.replace("SEED", str(seed)) + """
ends = []
for _ in range(8):
    children = start(3)
    for child in children:
        time.sleep(random.random() * 0.02)
        os.kill(child, signal.SIGKILL)
    ends += [os.waitpid(child, 0)[1] for child in children]
print(ends == [9] * 24)
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "True\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.equal([process.status for process in log.children], [9] * 24, f"every end is told on {version}")
        case.check(any(kind == "release" and fields["thread"] in log.children[0].threads + log.children[1].threads
                       for kind, fields in log.records), f"what they did is there on {version}")


@test
def a_parent_that_is_killed_leaves_its_children_watched(case):
    for version in versions(case):
        log = Log(case, version, FULL_RATE.replace("SEED", "1") + """
middle = os.fork()
if middle == 0:
    start(2)
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGKILL)
print(os.waitpid(middle, 0)[1])
time.sleep(0.05)
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "9\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.equal([(process.parent, process.status) for process in log.children], [(1, 9), (2, None), (2, None)],
                   f"whose they are on {version}")
        case.check(all(process.sources == [RUN] and process.end > log.children[0].end for process in log.children[1:]),
                   f"they outlive it on {version}", [vars(process) for process in log.children])
        last = [max(fields["time"] for kind, fields in log.records if kind == "release" and fields["thread"] in process.threads)
                for process in log.children[1:]]
        case.check(all(time > log.children[0].end for time in last), f"and are told of until the end on {version}", last)


@test
def a_program_that_is_killed_ends_its_children(case):
    for version in versions(case):
        log = Log(case, version, FULL_RATE.replace("SEED", "1") + """
start(3)
time.sleep(0.05)
os.kill(os.getpid(), signal.SIGKILL)
""")
        case.equal((log.status, log.stdout), (137, ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.check(all(process.sources in ([RUN], [SEEN]) for process in log.children), f"they ended on {version}",
                   [process.sources for process in log.children])
        case.check(all(log.held(process) > 0 for process in log.children), f"what they did is there on {version}")


@test
def whoever_outlives_the_program_ends_with_it(case):
    for version in versions(case):
        started = time.monotonic()
        log = Log(case, version, """
import subprocess
if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    os._exit(0)
os.wait()
subprocess.Popen(["sleep", "1000"])
parent, child_end = os.pipe()
if os.fork() == 0:
    os.write(child_end, b"x")
    while True:
        burn(1000)
os.read(parent, 1)
os._exit(5)
""")
        case.check(time.monotonic() - started < 100, f"nobody waits for them on {version}")
        case.equal((log.status, log.stderr), (5, ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.equal(sorted((process.command or "").endswith("sleep 1000") for process in log.children),
                   [False, False, False, True], f"all are there on {version}")
        case.equal(sorted(min(process.sources) for process in log.children), [ITSELF, RUN, RUN, RUN],
                   f"how each ended on {version}")


@test
def hundreds_of_children_are_all_seen(case):
    for version in versions(case)[:1]:
        log = Log(case, version, """
for _ in range(150):
    child = os.fork()
    if child == 0:
        os._exit(1)
    os.waitpid(child, 0)
children = []
parent, child_end = os.pipe()
for _ in range(280):
    child = os.fork()
    if child == 0:
        os.close(child_end)
        os.read(parent, 1)
        os._exit(2)
    children.append(child)
os.close(child_end)
print(sum(os.waitpid(child, 0)[1] >> 8 for child in children))
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "560\n", ""), f"the run on {version}")
        blind = [process for process in log.children if process.command is not None]
        each_is_sound(case, log, version, [f"{len(blind)} processes that run Python were not looked into: that can be done "
                                           "with 256 at the same time."])
        case.equal(collections.Counter(process.status >> 8 for process in log.children), {1: 150, 2: 280},
                   f"every one and its status on {version}")
        case.check(20 <= len(blind) <= 150, f"those for which there is no room are shown as not looked into on {version}",
                   len(blind))


@test
def a_thread_may_fork(case):
    for version in versions(case):
        log = Log(case, version, """
import threading
def fork(number):
    child = os.fork()
    if child == 0:
        inner = threading.Thread(target=burn, args=(30_000,), name="inner")
        inner.start()
        inner.join()
        os._exit(number)
    os.waitpid(child, 0)
threads = [threading.Thread(target=fork, args=(number,)) for number in (1, 2, 3)]
busy = threading.Thread(target=burn, args=(600_000,))
busy.start()
for thread in threads: thread.start()
for thread in threads: thread.join()
busy.join()
""")
        case.equal((log.status, log.stdout), (0, ""), f"the run on {version}")
        each_is_sound(case, log, version)
        case.equal(sorted(process.status >> 8 for process in log.children), [1, 2, 3], f"all are there on {version}")
        for process in log.children:
            case.equal(len(process.threads), 2, f"with their threads on {version}")
            case.check("inner" in [log.names[thread] for thread in process.threads], f"by name on {version}",
                       log.names)


@test
def programs_are_told_by_their_command_line_status_and_time(case):
    for version in versions(case):
        log = Log(case, version, """
import subprocess
subprocess.run(["sh", "-c", "exit 6"])
subprocess.run(["sh", "-c", "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; kill -TERM $$"], close_fds=False)
os.system("exit 7")
os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 8"], os.environ), 0)
subprocess.run(["sh", "-c", "exit 9"], preexec_fn=lambda: None)
try:
    subprocess.run(["/not/there"])
except OSError as problem:
    print(type(problem).__name__)
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "FileNotFoundError\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        commands = [re.sub(r"^.*/", "", process.command.split(" ")[0]) for process in log.children]
        case.equal(commands[:5], ["sh", "sh", "sh", "sh", "sh"], f"commands on {version}")
        case.equal([process.status for process in log.children[:5]], [6 << 8, 15, 7 << 8, 8 << 8, 9 << 8],
                   f"statuses on {version}")
        if len(commands) > 5: # otherwise posix_spawn was asked, which leaves no process behind
            case.equal((commands[5:], log.children[5].status), (["there"], 255 << 8), f"the last on {version}")
            case.check("cannot be run" in log.children[5].command, f"which could not be run on {version}")
        case.check(log.children[1].processor > 0, f"time on a processor on {version}")
        case.equal([log.held(process) > 0 for process in log.children[:4]], [False] * 4,
                   f"nobody looked into them on {version}")


@test
def a_program_that_cannot_be_run_leaves_its_process_as_it_was(case):
    for version in versions(case):
        case.file("broken", "")
        os.chmod(case.folder / "broken", 0o755)
        log = Log(case, version, """
child = os.fork()
if child == 0:
    try:
        os.execv("broken", ["broken"])
    except OSError:
        burn(50_000)
        os._exit(4)
os.waitpid(child, 0)
child = os.fork()
if child == 0:
    os.execv("/bin/sh", ["sh", "-c", "exit 5"])
print(os.waitpid(child, 0)[1] >> 8)
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "5\n", ""), f"the run on {version}")
        first, second = log.children
        case.equal((first.command, first.status), (None, 4 << 8), f"it goes on on {version}")
        case.equal((second.command, second.status), ("/bin/sh -c exit 5", 5 << 8), f"and the other is gone on {version}")
        each_is_sound(case, log, version)


@test
def a_python_that_is_started_is_looked_into_and_finds_what_it_always_finds(case):
    look = "import os, sys; print(sys.executable, sys.argv, sys.orig_argv, sys.path, sorted(os.environ), sys.flags)"
    for version, interpreter in case.pythons():
        if version.endswith("t"):
            continue
        case.file("worker.py", "n = 200_000\nwhile n:\n    n -= 1\nimport sys\nsys.exit(3)\n")
        program = f"""
import subprocess
for options in ({{}}, {{"close_fds": False}}, {{"preexec_fn": lambda: None}}):
    subprocess.run([sys.executable, "-E", "-c", {look!r}, "a b"], **options)
sys.exit(subprocess.run([sys.executable, "worker.py"]).returncode)
"""
        log = Log(case, version, program)
        plain = case.run("program.py", program=interpreter)
        case.equal((log.status, log.stderr), (plain.returncode, plain.stderr.decode()), f"the run on {version}")
        case.equal(log.stdout, plain.stdout.decode(), f"what they find on {version}")
        each_is_sound(case, log, version)
        case.equal([process.status for process in log.children], [0, 0, 0, 3 << 8], f"statuses on {version}")
        case.check(all(log.held(process) > 0 for process in log.children), f"each has a GIL of its own on {version}")
        case.check("worker.py" in log.children[3].name, f"it is known by its command line on {version}")
        case.check(any(kind == "source" and "worker.py" in log.strings[fields["file"]]
                       for kind, fields in log.records), f"its source is in the recording on {version}")


@test
def workers_that_are_spawned_are_looked_into_too(case):
    for version in versions(case):
        for method, worker in (("spawn", "SpawnPoolWorker-"), ("forkserver", "ForkServerPoolWorker-")):
            log = Log(case, version, f"""
if __name__ == "__main__":
    with multiprocessing.get_context("{method}").Pool(2) as pool:
        print(len(pool.map(burn, [200_000] * 4, 1)))
        pool.close()
        pool.join()
""")
            case.equal((log.status, log.stdout, log.stderr), (0, "4\n", ""), f"{method} on {version}")
            each_is_sound(case, log, version)
            workers = [process for process in log.children if process.name.startswith(worker)]
            case.equal(len(workers), 2, f"multiprocessing's names of {method} on {version}")
            case.check(sum(log.held(process) for process in workers) > 0, f"they work: {method} on {version}")
            case.check(all(process.threads for process in log.children), f"all have lanes: {method} on {version}")


@test
def where_there_is_no_room_a_started_python_runs_all_the_same(case):
    version = versions(case)[0]
    log = Log(case, version, """
import subprocess
for _ in range(256):
    if os.fork() == 0:
        time.sleep(1000)
subprocess.run([sys.executable, "-c", "print(42)"])
""")
    case.equal((log.status, log.stdout, log.stderr), (0, "42\n", ""), f"the run on {version}")
    case.check("-c print(42)" in (log.children[-1].command or ""), f"and is shown on {version}", vars(log.children[-1]))
    told = "1 process that runs Python was not looked into: that can be done with 256 at the same time."
    case.equal(log.notes, [told], f"which is told on {version}")
    case.check(f"Note: {told}" in case.run("timeline", "--print", "run.trr").stdout.decode(), f"and printed on {version}")


@test
def the_collector_in_a_child_is_told(case):
    for version in versions(case):
        log = Log(case, version, """
import gc
child = os.fork()
if child == 0:
    kept = []
    gc.collect()
    os._exit(0)
os.waitpid(child, 0)
""")
        each_is_sound(case, log, version)
        pauses = [fields for kind, fields in log.records if kind == "collection"
                  and fields["thread"] in log.children[0].threads]
        case.check(pauses, f"its pauses are its own on {version}")


WAITS = """
import subprocess
context = multiprocessing.get_context("fork")
def fork(status):
    if (child := os.fork()) == 0:
        time.sleep(0.05)
        os._exit(status)
    return child
os.waitpid(fork(1), 0)
fork(2)
os.wait()
subprocess.Popen(["sleep", "0.05"]).wait()
joined = context.Process(target=time.sleep, args=(0.05,), name="joined")
joined.start()
joined.join(1000)
patient = context.Process(target=time.sleep, args=(0.5,), name="patient")
patient.start()
patient.join(0.02)
patient.join()
"""


def flows(case, log):
    """The flows of the recording's export, as (category, pid that wakes, pid that is woken, when it wakes, when that is)."""
    events = json.loads(case.run("export", "--format", "perfetto", "run.trr").stdout)["traceEvents"]
    begins = {event["id"]: event for event in events if event["ph"] == "s"}
    ends = [event for event in events if event["ph"] == "f"]
    case.equal(sorted(begins), sorted(event["id"] for event in ends), "flows begin and end")
    return [(end["cat"], begins[end["id"]]["pid"], end["pid"], begins[end["id"]]["ts"], end["ts"]) for end in ends]


@test
def a_wait_names_the_child_and_is_ended_by_its_end(case):
    for version in versions(case):
        log = Log(case, version, WAITS)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        each_is_sound(case, log, version)
        named = [fields["process"] for kind, fields in log.records
                 if kind == "await" and fields["thread"] == 1 and fields["process"] != 0]
        case.equal(sorted(set(named)), [2, 3, 4, 5, 6], f"each wait names its child on {version}")
        told = [flow for flow in flows(case, log) if flow[0] == "process"]
        case.equal(sorted({(waker, woken) for _, waker, woken, _, _ in told}),
                   [(number + 1, 1) for number in (2, 3, 4, 5, 6)], f"and each child's end wakes on {version}")
        case.check(all(begin <= end for _, _, _, begin, end in told), f"in this order on {version}", told)
        patient = [flow for flow in told if flow[1] == 7]
        case.equal(len(patient), 1, f"a join that timed out was woken by nobody on {version}")
        case.check(patient[0][3] >= log.children[4].begin / 1000 + 400_000, f"but the next one on {version}", patient)
        shown = case.run("timeline", "--print", "--width", "160", "run.trr").stdout.decode()
        case.check(" join(patient) " in shown, f"lanes tell whom it waits for on {version}", shown)


@test
def results_of_a_pool_wake_whoever_waits_for_them(case):
    for version in versions(case):
        log = Log(case, version, """
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(sum(pool.map(time.sleep, [0.03] * 4, 1) == [None] * 4 for _ in range(2)))
    pool.close()
    pool.join()
""")
        case.equal((log.status, log.stdout, log.stderr), (0, "2\n", ""), f"the run on {version}")
        each_is_sound(case, log, version)
        pipes = [flow for flow in flows(case, log) if flow[0] == "pipe"]
        case.check({(waker, woken) for _, waker, woken, _, _ in pipes} >= {(3, 1), (4, 1)},
                   f"workers' results wake the program's thread on {version}", pipes)
        case.check(any(waker == 1 and woken in (3, 4) for _, waker, woken, _, _ in pipes),
                   f"and its tasks wake workers on {version}", pipes)
        case.check(all(begin <= end for _, _, _, begin, end in pipes), f"in this order on {version}", pipes)


@test
def a_lock_that_was_not_had_in_time_was_given_by_nobody(case):
    for version in versions(case):
        log = Log(case, version, """
lock = threading.Lock()
def hold():
    with lock:
        time.sleep(0.3)
holder = threading.Thread(target=hold)
holder.start()
while not lock.locked():
    time.sleep(0.001)
print(lock.acquire(timeout=0.02))
holder.join()
""")
        case.equal((log.status, log.stdout), (0, "False\n"), f"the run on {version}")
        calls = [(kind, fields["time"]) for kind, fields in log.records
                 if kind in ("block", "unblock") and fields["thread"] == 1]
        waits = [(end, end - start) for (_, start), (kind, end) in zip(calls, calls[1:]) if kind == "unblock"]
        timed_out = [end for end, length in waits if length >= 19_000_000][0]
        locks = [flow for flow in flows(case, log) if flow[0] == "lock"]
        case.check(locks and all(abs(end * 1000 - timed_out) > 1000 for *_, end in locks),
                   f"no flow ends where it timed out on {version}", (locks, timed_out))


finish()
