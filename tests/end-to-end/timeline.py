"""The timeline: who holds the GIL and who waits, as it was, on every CPython.

Machines are loaded when tests run: lengths are compared with each other, and with what the program says of itself."""
import ast
import collections
import json
import os
import re
import shutil
import signal
import statistics

from harness import SOURCE, finish, test

TWO = """\
import threading
def burn(n):
    while n:
        n -= 1
cooks = [threading.Thread(target=burn, args=(1_500_000,), name=f"cook-{i}") for i in (1, 2)]
for cook in cooks: cook.start()
for cook in cooks: cook.join()
"""


def versions(case):
    return [version for version, _ in case.pythons() if not version.endswith("t")]


def free_threaded(case):
    return [version for version, _ in case.pythons() if version.endswith("t")]


def all_versions(case):
    return versions(case) + free_threaded(case)


class Log:
    """The records of a run: kind and fields, with names instead of numbers of strings, codes and threads."""

    def __init__(self, case, version, program, *options, **variables):
        case.file("program.py", program)
        done = case.run("record", "--timeline", "--python", version, *options, "-o", "run.trr", "program.py",
                        variables=variables)
        self.status, self.stdout, self.stderr = done.returncode, done.stdout.decode(), done.stderr.decode()
        self.read(case.run("dump", "run.trr").stdout.decode())

    def read(self, text):
        self.records, self.strings, self.codes, self.names = [], [""], [""], {}
        self.locks, self.facts = 0, {}
        for line in text.splitlines():
            kind, _, rest = line.partition(" ")
            fields = {}
            for name, number, string in re.findall(r'(\w+)=(?:(-?\d+)|"((?:[^"\\]|\\.)*)"|\[[^]]*\])', rest):
                fields[name] = int(number) if number else string
            if kind == "string":
                self.strings.append(fields["text"])
            elif kind == "code":
                self.codes.append(self.strings[fields["qualified"]])
            elif kind == "meta":
                self.facts[fields["name"]] = fields["value"]
            elif kind == "thread":
                self.names[len(self.names) + 1] = self.strings[fields["name"]]
            elif kind == "thread_name":
                self.names[fields["thread"]] = self.strings[fields["name"]]
            self.records.append((kind, fields))

    def of(self, *kinds):
        return [(kind, fields) for kind, fields in self.records if kind in kinds]

    def numbers(self, name):
        return [number for number, known in self.names.items() if known == name]

    def holds(self, gil=1):
        """(start, end, thread, asked, again) of every stretch in which a thread held the GIL."""
        found, start = [], None
        for kind, fields in self.of("take", "release"):
            if fields["gil"] != gil:
                continue
            if kind == "take":
                assert start is None, ("taken twice", fields)
                start = fields
            else:
                assert start is not None and start["thread"] == fields["thread"], ("released by another", fields)
                found.append((start["time"], fields["time"], fields["thread"], fields["asked"], fields["again"]))
                start = None
        return found, start

    def attached(self, thread):
        """(start, end) of every stretch in which a thread was attached without a GIL."""
        found, start = [], None
        for kind, fields in self.of("attach", "detach", "suspend", "take", "want", "thread_finish"):
            if fields["thread"] != thread:
                continue
            if kind == "attach":
                assert start is None, ("attached twice", fields)
                start = fields["time"]
            elif start is not None:
                found.append((start, fields["time"]))
                start = None
        return found

    def end(self):
        return self.of("timeline_end")[0][1]["time"]

    def calls(self, thread):
        """(name, time) that a thread waited in while it did not hold the GIL, by call."""
        found, call, since = collections.Counter(), None, 0
        for kind, fields in self.of("block", "unblock"):
            if fields["thread"] != thread:
                continue
            if kind == "block":
                call, since = self.strings[fields["call"]], fields["time"]
            else:
                found[call] += fields["time"] - since
        return found


@test
def holds_never_overlap_and_make_up_the_run_with_what_is_free(case):
    for version in versions(case):
        log = Log(case, version, TWO)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        holds, last = log.holds()
        case.check(all(before[1] <= after[0] for before, after in zip(holds, holds[1:])),
                   f"no two hold it at once on {version}")
        case.check(all(start <= end for start, end, *_ in holds), f"none ends before it begins on {version}")
        held = sum(end - start for start, end, *_ in holds)
        free = sum(after[0] - before[1] for before, after in zip(holds, holds[1:]))
        case.equal(last, None, f"each taking has its release on {version}")
        around = holds[0][0] + log.end() - holds[-1][1]
        case.check(abs(held + free + around - log.end()) <= 2, f"held and free make up the run on {version}")
        case.equal(sorted(log.names.values()), ["MainThread", "cook-1", "cook-2"], f"names on {version}")
        case.equal(len(log.of("thread_begin")), 3, f"each began on {version}")


def slices_by_interval(case, version, interval):
    """The log of two busy threads, and how long one held the GIL until the other's request.  Where other programs are busy as
    well, the first may be done before anybody asks: then they have more to do."""
    for rounds in (6, 12, 24, 48):
        program = TWO.replace("1_500_000", f"{rounds}_000_000")
        log = Log(case, version, f"import sys\nsys.setswitchinterval({interval})\n{program}")
        cooks = log.numbers("cook-1") + log.numbers("cook-2")
        slices = [end - start for start, end, thread, asked, _ in log.holds()[0] if asked and thread in cooks]
        if slices:
            break
    return log, slices


@test
def two_threads_hand_over_by_the_switch_interval(case):
    for version in versions(case):
        medians = {}
        for interval in (0.002, 0.1):
            log, slices = slices_by_interval(case, version, interval)
            case.check(len(slices) >= 1, f"they were asked on {version}", slices)
            medians[interval] = statistics.median(slices) / 1e9
            told = [fields["microseconds"] for _, fields in log.of("interval")]
            case.check(round(interval * 1e6) in told, f"the interval is told on {version}", told)
            case.check(medians[interval] >= interval * 0.95, f"no slice is shorter than asked on {version}", medians)
        case.check(medians[0.1] > 2 * medians[0.002], f"slices follow the interval on {version}", medians)


@test
def the_switch_interval_can_be_chosen(case):
    for version in versions(case):
        program = "import sys\nprint(round(sys.getswitchinterval() * 1000))\n"
        for typed, microseconds in (("100ms", 100_000), ("0.02", 20_000), ("500us", 500)):
            log = Log(case, version, program, "--switch-interval", typed)
            case.equal(log.stdout, f"{round(microseconds / 1000)}\n", f"the program finds it set to {typed} on {version}")
            case.equal(log.facts.get("switch-interval"), str(microseconds), f"the recording says {typed} on {version}")
            case.equal(log.of("timeline")[0][1]["interval"], microseconds, f"it is {typed} from the start on {version}")
        told = case.run("timeline", "run.trr").stdout.decode()
        case.check("switch interval set to 500 µs" in told, f"and a replay tells on {version}", told)
        told = case.run("timeline", "--switch-interval", "2s", "--python", version, "program.py").stdout.decode()
        case.check("switch interval 2.000 s" in told, f"the ruler tells on {version}", told)
    for nonsense in ("soon", "0", "-1ms", "5min", ""):
        case.complains(("timeline", f"--switch-interval={nonsense}", "program.py"), 2,
                       f"--switch-interval takes a time such as 20ms, 500us or 0.02, not {nonsense}")


@test
def every_wait_for_it_ends_with_a_taking(case):
    for version in versions(case):
        log = Log(case, version, TWO)
        wants = {}
        for kind, fields in log.of("want", "take", "ask"):
            if kind == "want":
                case.check(fields["thread"] not in wants, f"a thread waits once on {version}", fields)
                wants[fields["thread"]] = fields["time"]
            elif kind == "ask":
                case.check(fields["thread"] in wants, f"who asks waits on {version}", fields)
            else:
                wants.pop(fields["thread"], None)
        case.equal(wants, {}, f"nobody waits at the end on {version}")


REASONS = """\
import hashlib, os, socket, threading, time, zlib
a, b = socket.socketpair()
def sleeper(): time.sleep(0.05)
def reader(): b.recv(1)
def packer(): zlib.compress(os.urandom(3_000_000), 9)
def hasher(): hashlib.sha256(bytes(60_000_000))
def file_reader():
    out, into = os.pipe()
    threading.Timer(0.2, os.write, (into, b"x")).start()
    os.read(out, 1)
for work in (sleeper, packer, hasher, file_reader):
    thread = threading.Thread(target=work, name=work.__name__)
    thread.start(); thread.join()
thread = threading.Thread(target=reader, name="reader")
thread.start(); time.sleep(0.05); a.send(b"x"); thread.join()
"""


@test
def why_a_thread_is_without_it(case):
    for version in versions(case):
        log = Log(case, version, REASONS)
        case.equal(log.stderr, "", f"the run on {version}")
        for name, call in (("sleeper", "clock_nanosleep"), ("reader", "recv"), ("file_reader", "read")):
            calls = log.calls(log.numbers(name)[0])
            case.check(calls[call] > 40_000_000, f"{name} waits in {call} on {version}", calls)
        for name in ("packer", "hasher"):
            thread = log.numbers(name)[0]
            calls = log.calls(thread)
            own = [hold for hold in log.holds()[0] if hold[2] == thread]
            away = sum(after[0] - before[1] for before, after in zip(own, own[1:]))
            case.check(away > 20_000_000, f"{name} is without the GIL on {version}", away)
            case.check(sum(calls.values()) < away / 2, f"{name} waits in no call on {version}", calls, away)


@test
def many_short_threads_are_all_seen(case):
    program = """\
import threading
def work(): done.append(1)
done = []
for i in range(2000):
    thread = threading.Thread(target=work, name=f"short-{i}")
    thread.start(); thread.join()
assert len(done) == 2000
"""
    for version in all_versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        short = {f"short-{i}" for i in range(2000)}
        case.equal(short - set(log.names.values()), set(), f"names on {version}")
        case.equal(len(log.of("thread_begin")), 2001, f"beginnings on {version}")
        case.check(len(log.of("thread_finish")) >= 2000, f"ends on {version}", len(log.of("thread_finish")))
        log.holds()


@test
def nothing_is_lost_of_many_releases(case):
    program = """\
import os
zero = os.open("/dev/zero", os.O_RDONLY)
for _ in range(200_000):
    os.read(zero, 1)
"""
    for version in versions(case):
        log = Log(case, version, program)
        holds, _ = log.holds()
        releases = len(holds) + sum(again for *_, again in holds)
        case.check(200_000 <= releases < 201_000, f"each release is counted on {version}", releases)
        case.check(len(log.records) < 60_000, f"and few are written one by one on {version}", len(log.records))


@test
def the_line_stands_at_each_release(case):
    program = """\
import threading, time
def rest():
    time.sleep(0.01)
    x = 1
    time.sleep(0.01)
rest()
thread = threading.Thread(target=rest, name="rests")
thread.start()
thread.join()
"""
    for version in all_versions(case):
        log = Log(case, version, program)
        place, found = {}, []
        for kind, fields in log.of("place", "block"):
            if kind == "place":
                place[fields["thread"]] = (log.codes[fields["code"]], fields["line"], log.codes[fields["callee"]])
            else:
                found.append((log.names[fields["thread"]], log.strings[fields["call"]], *place.get(fields["thread"], ())))
        for thread in ("MainThread", "rests"):
            for line in (3, 5):
                case.check((thread, "clock_nanosleep", "rest", line, "") in found,
                           f"{thread} sleeps in line {line} on {version}", found)
        case.check(any(entry[0] == "MainThread" and entry[3:] == (9, "Thread.join") for entry in found),
                   f"the main thread joins in line 9 on {version}", found)


LOCKS = """\
import threading
a, b = threading.Lock(), threading.Lock()
first_has, second_has = threading.Event(), threading.Event()
def first():
    with a:
        first_has.set(); second_has.wait()
        with b: pass
def second():
    with b:
        second_has.set(); first_has.wait()
        with a: pass
threads = [threading.Thread(target=f, name=f.__name__, daemon=True) for f in (first, second)]
for thread in threads: thread.start()
for thread in threads: thread.join(0.2)
"""


@test
def who_waits_for_whom(case):
    for version in all_versions(case):
        case.file("locks.py", LOCKS)
        done = case.run("timeline", "--print", "--python", version, "locks.py")
        told = done.stdout.decode()
        case.check("Deadlock: first waits for second, second waits for first." in told,
                   f"the circle is told on {version}", told)
        case.check("was not watched" not in told and "were not watched" not in told, f"all is on {version}", told)
        case.check(re.search(r"^ ╭▶ first waits for a lock that second holds, since .*   first\(\):7\n"
                             r" ╰─ second waits for a lock that first holds, since .*   second\(\):11$", told, re.M),
                   f"and drawn on {version}", told)
        case.file("good.py", LOCKS.replace("with b: pass", "pass"))
        told = case.run("timeline", "--print", "--python", version, "good.py").stdout.decode()
        case.check("Deadlock" not in told and "longest wait" in told, f"and none where there is none on {version}", told)


HOLDERS = """\
import threading, time
lock, holds = LOCK, []
def hold(seconds):
    with lock:
        since = time.monotonic_ns()
        time.sleep(seconds)
        holds.append((threading.current_thread().name, since, time.monotonic_ns()))
def work():
    for _ in range(5):
        hold(0.002)
cooks = [threading.Thread(target=work, name=f"cook-{i}") for i in range(3)]
with lock:
    for cook in cooks: cook.start()
    since = time.monotonic_ns()
    time.sleep(0.05)
    holds.append(("MainThread", since, time.monotonic_ns()))
for cook in cooks: cook.join()
print(holds)
"""
KINDS = ("threading.Lock()", "threading.RLock()", "threading.Condition()", "threading.Condition(threading.Lock())")


def contended(log):
    """The lock that most waits are for."""
    return collections.Counter(fields["lock"] for _, fields in log.of("block") if fields["lock"]).most_common(1)[0][0]


@test
def who_has_a_lock_is_who_says_so(case):
    for version in all_versions(case):
        for kind in KINDS:
            log = Log(case, version, HOLDERS.replace("LOCK", kind))
            case.equal((log.status, log.stderr), (0, ""), f"a {kind} on {version}")
            clock = log.of("timeline")[0][1]["clock"]
            holds = [(name, since - clock, until - clock) for name, since, until in ast.literal_eval(log.stdout)]
            lock, found, holder = contended(log), 0, None
            for what, fields in log.of("block", "got", "wake"):
                if fields["lock"] != lock:
                    continue
                time = fields["time"]
                inside = [name for name, since, until in holds if since <= time <= until]
                told = log.names.get(fields["holder"] if what == "block" else fields["thread"])
                found += what == "block" and told == "MainThread"
                if what == "wake":
                    case.check(inside in ([], [told]), f"nobody else releases a {kind} on {version}", fields, inside)
                    holder = None
                    continue
                case.check(told is None or inside in ([], [told]), f"nobody else has a {kind} on {version}", fields, inside)
                case.check(not inside or told == inside[0], f"who has a {kind} is told on {version}", fields, inside)
                if what == "got":
                    case.equal(holder, None, f"and has it once it was released on {version}")
                    holder = told
            case.check(found > 0, f"somebody waited for the main thread's {kind} on {version}", log.records)


HANDED = """\
import queue, sys, threading
lock, got, things = threading.RLock(), [], queue.Queue()
def use():
    with lock:
        with lock: pass
def take(): got.append(things.get())
threads = [threading.Thread(target=use, name="user"), threading.Thread(target=take, name="taker")]
with lock, lock:
    for thread in threads: thread.start()
    threads[0].join(PAUSE)
things.put(1)
for thread in threads: thread.join()
"""


def wakers(log):
    """(who waited for a lock, who had it, who released it), of every wait for one."""
    waits, found = {}, []
    for kind, fields in log.of("block", "wake", "unblock"):
        if kind == "block":
            waits[fields["thread"]] = [fields["lock"], log.names.get(fields["holder"]), None]
        elif kind == "unblock":
            lock, *others = waits.pop(fields["thread"])
            if lock != 0:
                found.append((log.names[fields["thread"]], *others))
        else:
            for wait in waits.values():
                if wait[0] == fields["lock"]:
                    wait[2] = log.names[fields["thread"]]
    return found


@test
def who_releases_a_lock_wakes_who_waits_for_it(case):
    for version in all_versions(case):
        for pause in ("0.05", "0.5", "3"):  # until both wait
            log = Log(case, version, HANDED.replace("PAUSE", pause))
            found = [wait for wait in wakers(log) if wait[0] != "MainThread"]
            if {name for name, *_ in found} == {"user", "taker"}:
                break
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        case.check(("user", "MainThread", "MainThread") in found, f"the user is woken on {version}", found)
        case.check(any(wait[0] == "taker" and wait[2] == "MainThread" for wait in found),
                   f"so is the taker on {version}", found)
        case.check(all(wait[2] == "MainThread" for wait in found), f"by nobody else on {version}", found)


@test
def a_thread_joins_another(case):
    for version in versions(case):
        case.file("two.py", TWO)
        for _ in range(5):  # the words need room: a wait that other programs cut into pieces has none
            told = case.run("timeline", "--print", "--python", version, "--width", "160", "two.py").stdout.decode()
            found = re.search(r"^ MainThread .*~ join\(cook-[12]\) ~", told, re.M)
            if found is not None:
                break
        case.check(found is not None,
                   f"the main thread's lane tells on {version}", told)
        case.check(re.search(r"^ cook-1 +\d+ % ", told, re.M) is not None, f"there is a table on {version}", told)


@test
def a_killed_program_shows_what_it_did(case):
    program = "import os, time, zlib\nfor _ in range(50): os.stat('/')\nos.kill(os.getpid(), 9)\n"
    for version in versions(case):
        log = Log(case, version, program)
        case.equal(log.status, 128 + signal.SIGKILL, f"the run on {version}")
        case.check(log.of("timeline_end") and log.of("take"), f"its records are there on {version}")
        log = Log(case, version, "import hashlib\nhashlib.pbkdf2_hmac('sha256', b'x', b'y', 10**9)\n", "--time", "2")
        holds, last = log.holds()
        case.check(last is None and log.end() - holds[-1][1] > 50_000_000,
                   f"it died in native code, without the GIL, on {version}", holds[-1:], last, log.end())


@test
def output_and_status_are_the_programs(case):
    program = "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.exit(3)\n"
    for version in all_versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stdout, log.stderr), (3, "out\n", "err\n"), f"record on {version}")
        done = case.run("timeline", "--print", "--python", version, "program.py")
        case.equal(done.returncode, 3, f"status on {version}")
        case.check(b"\nOutput:\nout\nerr\n" in done.stdout, f"output on {version}", done.stdout)
        case.check(b"exit status 3" in done.stdout, f"the end on {version}", done.stdout)


@test
def the_collector_is_seen_and_its_callbacks_are_the_programs(case):
    program = """\
import gc
seen = []
gc.callbacks.append(lambda phase, info: seen.append((phase, info["generation"])))
print(len(gc.callbacks), end=" ")
gc.collect(1); gc.collect()
gc.callbacks.clear()
print(seen)
"""
    for version in all_versions(case):
        log = Log(case, version, program)
        plain = case.run("program.py", program=dict(case.pythons())[version]).stdout.decode()
        case.equal(log.stdout, plain, f"the program sees what it sees plainly on {version}")
        pauses = [fields["generation"] for _, fields in log.of("collection")]
        case.check(1 in pauses and 2 in pauses, f"both pauses are told on {version}", pauses)


@test
def perfetto_gets_slices_by_name(case):
    case.file("two.py", TWO)
    for version in versions(case):
        done = case.run("export", "--format", "perfetto", "--python", version, "-o", "trace.json", "two.py")
        case.equal((done.returncode, done.stderr), (0, b""), f"export on {version}")
        trace = json.loads((case.folder / "trace.json").read_text())
        names, slices = {}, collections.defaultdict(list)
        for event in trace["traceEvents"]:
            case.check(event["ph"] in "MXisf" and event["pid"] == 1, "a phase of the format", event)
            if event["ph"] == "M" and event["name"] == "thread_name":
                names[event["tid"]] = event["args"]["name"]
            if event["ph"] == "X":
                case.check(event["dur"] >= 0 and event["ts"] >= 0, "times", event)
                slices[event["tid"]].append((event["ts"], event["ts"] + event["dur"], event["name"]))
            if event["ph"] in "sf":
                case.check(isinstance(event["id"], int), "a flow has its identifier", event)
        case.equal(sorted(names.values()), ["MainThread", "cook-1", "cook-2"], f"tracks on {version}")
        holds = sorted(slice for each in slices.values() for slice in each if slice[2] == "holds the GIL")
        case.check(len(holds) > 5 and all(a[1] <= b[0] + 0.001 for a, b in zip(holds, holds[1:])),
                   f"holds do not overlap on {version}")
        flows = [event["id"] for event in trace["traceEvents"] if event["ph"] in "sf"]
        case.check(all(count == 2 for count in collections.Counter(flows).values()), "flows begin and end")


@test
def a_forked_child_and_its_thread_are_in_the_log_too(case):
    program = """\
import os, threading, time
threading.Thread(target=time.sleep, args=(0.05,)).start()
if (child := os.fork()) == 0:
    thread = threading.Thread(target=time.sleep, args=(0.01,)); thread.start(); thread.join()
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    for version in all_versions(case):
        log = Log(case, version, program)
        case.equal(log.stdout, "7\n", f"the child ran on {version}")
        case.equal((len(log.of("thread_begin")), len(log.of("process_thread"))), (4, 2),
                   f"two threads are its own on {version}")
        case.check("wait4" in log.calls(1) or "waitpid" in log.calls(1), f"the parent waits on {version}",
                   log.calls(1))
        log.holds()


OWN = """\
import sys, threading
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
def work():
    own = interpreters.create("isolated") if sys.version_info >= (3, 13) else interpreters.create(isolated=True)
    interpreters.run_string(own, "n = 500_000\\nwhile n: n -= 1\\n")
    interpreters.destroy(own)
threads = [threading.Thread(target=work, name=f"own-{i}") for i in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@test
def an_interpreter_with_a_gil_of_its_own(case):
    for version in versions(case):
        if version == "3.11":
            continue
        log = Log(case, version, OWN)
        case.equal(log.stderr, "", f"the run on {version}")
        case.equal(len(log.of("gil")), 3, f"each GIL is seen on {version}")
        told = [(fields["gil"], fields["identifier"]) for _, fields in log.of("interpreter")]
        case.equal((sorted(gil for gil, _ in told), sorted(identifier for _, identifier in told)), ([2, 3], [1, 2]),
                   f"and whose it is on {version}")
        shown = case.run("timeline", "--print", "--width", "400", "run.trr").stdout.decode()
        case.check(" interpreter 1 " in shown and " interpreter 2 " in shown, f"the lanes tell on {version}", shown)
        case.check("interpreters with a GIL of their own 2" in shown, f"so do the facts on {version}", shown)
        events = json.loads(case.run("export", "--format", "perfetto", "run.trr").stdout)["traceEvents"]
        case.equal({event["args"]["interpreter"] for event in events if "interpreter" in event.get("args", ())},
                   {"interpreter 1", "interpreter 2"}, f"so does the export on {version}")
        for gil in (2, 3):
            holds, last = log.holds(gil)
            case.equal(last, None, f"GIL {gil} is released on {version}")
            longest = max(holds, key=lambda hold: hold[1] - hold[0])
            case.check(log.names[longest[2]].startswith("own-"), f"by its thread on {version}", longest)
            mine = [(start, end) for number in (1, 2, 3) for start, end, thread, *_ in log.holds(number)[0]
                    if thread == longest[2]]
            case.check(all(a[1] <= b[0] for a, b in zip(sorted(mine), sorted(mine)[1:])),
                       f"a thread holds one at a time on {version}")
            case.check(sum(end - start for start, end, *_ in holds) > 5_000_000, f"it runs with it on {version}", holds)


@test
def a_childs_gil_is_no_other_interpreters(case):
    program = "import os\nif os.fork() == 0:\n    n = 300_000\n    while n: n -= 1\n    os._exit(0)\nos.wait()\n"
    for version in versions(case):
        log = Log(case, version, program)
        case.equal((log.stderr, log.of("interpreter")), ("", []), f"the run on {version}")
        shown = case.run("timeline", "--print", "run.trr").stdout.decode()
        case.check("interpreter" not in shown, f"nor is it shown so on {version}", shown)


SPINNING = """\
import gc, sys, threading
here, enough = [], []
def burn():
    here.append(threading.current_thread().name)
    while len(here) < 2 or not enough: pass
cooks = [threading.Thread(target=burn, name=f"cook-{i}") for i in (1, 2)]
for cook in cooks: cook.start()
while len(here) < 2: pass
"""
GATHER = "gc.collect()\nkept = [[i] for i in range(200_000)]\nfor _ in range(3): gc.collect()\n"
STOP = "enough.append(1)\nfor cook in cooks: cook.join()\n"


def overlap(one, other):
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


@test
def without_a_gil_threads_are_attached_at_once(case):
    for version in free_threaded(case):
        log = Log(case, version, SPINNING + STOP)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        case.equal(log.facts["python.gil"], "off", f"the build is told on {version}")
        cooks = [log.attached(number) for name in ("cook-1", "cook-2") for number in log.numbers(name)]
        case.check(overlap(*cooks) > 0, f"the cooks were attached at once on {version}", cooks)
        case.equal({fields["thread"] for _, fields in log.of("take", "want")} - {1}, set(),
                   f"none of them takes a GIL, which is on while modules are imported, on {version}")
        told = case.run("timeline", "--print", "run.trr").stdout.decode()
        for words in ("threads without a GIL", "CPython 3.1", "2 or more attached at once: ", "■ attached", "suspended"):
            case.check(words in told, f"{words!r} is told on {version}", told)
        case.check("switch interval" not in told, f"there is no switch interval on {version}", told)


@test
def a_collection_stops_all_others(case):
    for version in free_threaded(case):
        log = Log(case, version, SPINNING + GATHER + STOP)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        for name in ("cook-1", "cook-2"):
            number = log.numbers(name)[0]
            stops = [fields for _, fields in log.of("suspend") if fields["thread"] == number]
            case.check(stops and {fields["by"] for fields in stops} == {1}, f"{name} stands still on {version}", stops)
            case.check(all(start <= end for start, end in log.attached(number)), f"and goes on on {version}")
            inside = [fields for fields in stops for _, pause in log.of("collection")
                      if pause["time"] <= fields["time"] <= pause["time"] + pause["nanoseconds"]]
            case.check(inside, f"{name} stands still during a collection on {version}", stops)
        told = case.run("timeline", "--print", "run.trr").stdout.decode()
        case.check(re.search(r"world stopped [1-9]", told), f"it is told on {version}", told)


@test
def a_build_without_one_may_have_its_gil_on(case):
    for version in free_threaded(case):
        log = Log(case, version, TWO, PYTHON_GIL="1")
        holds, last = log.holds()
        case.check(last is None and len(holds) > 3 and all(a[1] <= b[0] for a, b in zip(holds, holds[1:])),
                   f"no two hold it at once on {version}")
        case.equal(log.of("attach", "detach", "suspend"), [], f"and nobody goes without on {version}")
        case.equal(log.facts["python.gil"], "on", f"it is told on {version}")
        told = case.run("timeline", "--print", "run.trr").stdout.decode()
        case.check("threads and the GIL" in told and "with its GIL on" in told, f"in words on {version}", told)


OLD = """\
#include <Python.h>
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "old", NULL, 0, NULL, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_old(void) { return PyModuleDef_Init(&definition); }
"""


@test
def an_extension_switches_the_gil_on(case):
    compiler = shutil.which("cc")
    for version in free_threaded(case) if compiler else []:
        interpreter = dict(case.pythons())[version]
        include = case.run("-c", "import sysconfig; print(sysconfig.get_path('include'))", program=interpreter)
        case.file("old.c", OLD)
        built = case.run("-shared", "-fPIC", "-I", include.stdout.decode().strip(), "old.c", "-o", "old.so",
                         program=compiler)
        if built.returncode != 0:  # its headers are not there
            continue
        log = Log(case, version, "import warnings; warnings.simplefilter('ignore')\n" + SPINNING + "import old\n" + STOP + TWO)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        switches = [fields for _, fields in log.of("gil_switch")]
        case.check(switches and switches[-1]["on"] == 1, f"it is on in the end on {version}", switches)
        since = switches[-1]["time"]
        case.check(all(start <= since for number in log.names for start, _ in log.attached(number)),
                   f"nobody goes without from then on on {version}")
        holds, last = log.holds()
        case.check(last is None and all(a[1] <= b[0] for a, b in zip(holds, holds[1:])),
                   f"no two hold it at once on {version}")
        case.check(len({thread for start, _, thread, *_ in holds if start >= since}) >= 5,
                   f"all that run then do so with it on {version}", holds)
        case.check("GIL on" in case.run("timeline", "--print", "run.trr").stdout.decode(), f"it is told on {version}")


@test
def perfetto_gets_attached_threads(case):
    case.file("program.py", SPINNING + GATHER + STOP)
    for version in free_threaded(case):
        done = case.run("export", "--format", "perfetto", "--python", version, "-o", "trace.json", "program.py")
        case.equal((done.returncode, done.stderr), (0, b""), f"export on {version}")
        events = json.loads((case.folder / "trace.json").read_text())["traceEvents"]
        names = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
        slices = {names[tid]: [(event["ts"], event["ts"] + event["dur"]) for event in events
                               if event["ph"] == "X" and event["tid"] == tid and event["name"] == "attached"]
                  for tid in names}
        case.check(overlap(slices["cook-1"], slices["cook-2"]) > 0, f"slices overlap on {version}", slices)
        stops = [event for event in events if event["name"] == "suspended"]
        case.check(stops and all(event["args"]["stopped by"] == "MainThread" for event in stops),
                   f"and say who stopped them on {version}", stops)


@test
def a_recording_of_one_is_shown_again(case):
    Log(case, versions(case)[0], TWO)
    for command in (["timeline", "--print"], ["replay", "--print"], ["replay"]):
        told = case.run(*command, "run.trr").stdout.decode()
        case.check("cook-1" in told and "hand-overs" in told, f"{command}", told)
    case.file("plain.py", "a = 1\n")
    case.run("record", "-o", "plain.trr", "plain.py")
    case.complains(["timeline", "plain.trr"], 1,
                   "plain.trr has no timeline: record it with terrarium record --timeline")


@test
def each_fixture_shows_what_it_showed(case):
    fixtures = sorted((SOURCE / "tests" / "fixtures").glob("timeline-*.trr"))
    case.check(len(fixtures) >= 2, "there are fixtures")
    for fixture in fixtures:
        done = case.run("timeline", "--print", "--width", "100", str(fixture))
        expected = fixture.with_suffix(".txt")
        if os.environ.get("UPDATE_GOLDEN"):
            expected.write_bytes(done.stdout)
        case.equal((done.returncode, done.stderr), (0, b""), f"timeline of {fixture.name}")
        case.equal(done.stdout.decode(), expected.read_text(encoding="utf-8"), f"the lanes and table of {fixture.name}")


finish()
