"""The event loop: what became ready, what ran, what each task waited for and who woke it, as it was, on every CPython.

Machines are loaded when tests run: order and names are compared with what the program says of itself, and no lengths with
the clock."""
import ast
import json
import re

from harness import finish, test


def versions(case):
    return [version for version, _ in case.pythons()]


class Log:
    """The event loop's records of a run, with names instead of numbers."""

    def __init__(self, case, version, program):
        case.file("program.py", program)
        done = case.run("record", "--timeline", "--python", version, "-o", "run.trr", "program.py")
        self.status, self.stdout, self.stderr = done.returncode, done.stdout.decode(), done.stderr.decode()
        strings, codes, self.names, self.threads, self.records = [""], [""], [""], [""], []
        for line in case.run("dump", "run.trr").stdout.decode().splitlines():
            kind, _, rest = line.partition(" ")
            fields = {}
            for name, number, string, items in re.findall(r'(\w+)=(?:(-?\d+)|"((?:[^"\\]|\\.)*)"|\[([^]]*)\])', rest):
                fields[name] = int(number) if number else string or [int(item) for item in items.split()]
            if kind == "string":
                strings.append(fields["text"])
            elif kind == "code":
                codes.append(strings[fields["qualified"]])
            elif kind == "thread":
                self.threads.append(strings[fields["name"]])
            elif kind == "thread_name":
                self.threads[fields["thread"]] = strings[fields["name"]]
            elif kind == "task":
                self.names.append(strings[fields["name"]])
            elif kind == "task_name":
                self.names[fields["task"]] = strings[fields["name"]]
            if kind in ("task", "ready", "run", "ran", "select", "selected", "task_lost"):
                for name in ("code", "callee", "body"):
                    fields[name] = codes[fields.get(name, 0)]
                for name in ("type", "name"):
                    fields[name] = strings[fields.get(name, 0)]
                self.records.append((kind, fields))
        self.readies = [{}] + [fields for kind, fields in self.records if kind == "ready"]
        self.runs, running = [{}], {}
        for kind, fields in self.records:
            if kind == "run":
                self.runs.append(fields)
                running[fields["thread"]] = fields
            elif kind == "ran":
                running[fields["thread"]].update({name: fields[name] for name in
                                                  ("outcome", "code", "line", "callee", "delay", "type", "tasks")},
                                                 end=fields["time"])

    def turns(self):
        """The names of tasks, in the order in which they ran."""
        return [self.names[run["task"]] for run in self.runs[1:] if run["task"]]

    def of(self, name):
        return [run for run in self.runs[1:] if run["task"] and self.names[run["task"]] == name]

    def waker(self, number):
        """Who put a callback into the queue, along the callbacks between."""
        while True:
            ready = self.readies[number]
            run = self.runs[ready["by"]]
            if ready["cause"] or not run:
                return ("start", "timer", "event", self.threads[ready["thread"]])[ready["cause"]]
            if run["task"]:
                return self.names[run["task"]]
            number = run["ready"]


WAITS, AGAIN, DONE, CANCELLED, FAILED = range(1, 6)


@test
def turns_are_in_the_order_that_the_program_logs_itself(case):
    program = """\
import asyncio
order = []
async def cook(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep(0)
    order.append(name)
async def main():
    order.append("main")
    await asyncio.gather(*(asyncio.create_task(cook(f"cook-{i}", i), name=f"cook-{i}") for i in range(1, 6)))
    order.append("main")
async def whole():
    asyncio.current_task().set_name("main")
    await main()
asyncio.run(whole())
print(*order)
"""
    for version in versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        turns = [name for name in log.turns() if not name.startswith("Task-")]
        case.equal(turns, log.stdout.split(), f"the order on {version}")
        case.check(all(run["start"] <= run["end"] for run in [{"start": run["time"], **run} for run in log.runs[1:]]),
                   f"no turn ends before it begins on {version}")
        ends = [(run["time"], run["end"]) for run in log.runs[1:]]
        case.check(all(before[1] <= after[0] for before, after in zip(ends, ends[1:])),
                   f"no two run at once on {version}")


@test
def a_wait_names_what_it_is_for_and_where(case):
    program = """\
import asyncio
async def fetch():
    await asyncio.sleep(0.02)
async def parse(first):
    await first
async def taker(queue):
    return await queue.get()
async def waits(event):
    await event.wait()
async def nested():
    await fetch()
async def main():
    queue, event = asyncio.Queue(), asyncio.Event()
    one = asyncio.create_task(fetch(), name="fetch")
    two = asyncio.create_task(parse(one), name="parse")
    three = asyncio.create_task(taker(queue), name="taker")
    four = asyncio.create_task(waits(event), name="waits")
    five = asyncio.create_task(nested(), name="nested")
    await asyncio.sleep(0)
    await asyncio.gather(one, two)
    queue.put_nowait(1)
    event.set()
    await asyncio.wait([three, four, five])
asyncio.run(main())
"""
    for version in versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        first = {name: log.of(name)[0] for name in ("fetch", "parse", "taker", "waits", "nested")}
        case.equal([(run["outcome"], run["code"], run["line"], run["callee"], run["delay"], len(run["tasks"]))
                    for run in first.values()],
                   [(WAITS, "fetch", 3, "sleep", 20_000_001, 0), (WAITS, "parse", 5, "", 0, 1),
                    (WAITS, "taker", 7, "Queue.get", 0, 0), (WAITS, "waits", 9, "Event.wait", 0, 0),
                    (WAITS, "fetch", 3, "sleep", 20_000_001, 0)], f"what they wait for on {version}")
        case.equal(log.names[first["parse"]["tasks"][0]], "fetch", f"whom parse waits for on {version}")
        main = [run for run in log.of("Task-1") if run["type"] == "_GatheringFuture"]
        case.equal([[log.names[task] for task in run["tasks"]] for run in main], [["fetch", "parse"]],
                   f"what main gathers on {version}")
        wakers = {name: log.waker(log.of(name)[-1]["ready"]) for name in first}
        case.equal(wakers, {"fetch": "timer", "parse": "fetch", "taker": "Task-1", "waits": "Task-1",
                            "nested": "timer"}, f"who woke them on {version}")
        put = log.readies[log.of("taker")[-1]["ready"]]
        case.equal((put["code"], put["line"]), ("main", 21), f"where taker was woken on {version}")
        case.equal([log.of(name)[-1]["outcome"] for name in first], [DONE] * 5, f"how they ended on {version}")


@test
def a_call_that_keeps_the_loop_is_pointed_out_with_its_line(case):
    case.file("block.py", """\
import asyncio, time
async def quick():
    await asyncio.sleep(0.2)
async def slow():
    await asyncio.sleep(0.001)
    time.sleep(0.5)
async def main():
    await asyncio.gather(asyncio.create_task(quick(), name="quick"), asyncio.create_task(slow(), name="slow"))
asyncio.run(main())
""")
    for version in versions(case):
        done = case.run("timeline", "--print", "--python", version, "block.py")
        text = done.stdout.decode()
        case.equal((done.returncode, done.stderr), (0, b""), f"the run on {version}")
        case.check(re.search(r"! slow kept the loop for [\d.]+ m?s at line 6 \(sleep\): quick's timer was due "
                             r"\d+\.\d+ ms before", text), f"the sentence on {version}", text)
        case.check(re.search(r"^ quick +█─ sleep 200\.0 ms", text, re.M), f"the lane on {version}", text)


@test
def work_in_threads_cancelling_and_groups(case):
    program = """\
import asyncio, time
async def worker():
    await asyncio.to_thread(time.sleep, 0.01)
async def never():
    await asyncio.get_running_loop().create_future()
async def fails():
    raise ValueError
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(worker(), name="worker")
        stopped = group.create_task(never(), name="never")
        await asyncio.sleep(0)
        stopped.cancel()
    await asyncio.gather(asyncio.create_task(fails(), name="fails"), return_exceptions=True)
asyncio.run(main())
"""
    for version in versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        case.equal((log.of("worker")[0]["callee"], log.of("worker")[0]["line"]), ("to_thread", 3),
                   f"what worker waits for on {version}")
        case.equal(log.waker(log.of("worker")[-1]["ready"]), "asyncio_0", f"who woke worker on {version}")
        case.equal([log.of(name)[-1]["outcome"] for name in ("worker", "never", "fails")], [DONE, CANCELLED, FAILED],
                   f"how they ended on {version}")
        case.equal(log.waker(log.of("never")[-1]["ready"]), "Task-1", f"who cancelled on {version}")
        case.check(any(run["callee"] == "TaskGroup.__aexit__" and run["line"] == 9 for run in log.of("Task-1")),
                   f"main waits for its group on {version}", log.of("Task-1"))


@test
def loops_of_several_threads(case):
    program = """\
import asyncio, threading
logs = {}
async def work(name, log):
    for i in range(20):
        log.append(name)
        await asyncio.sleep(0.001 if i % 4 == 0 else 0)
async def main(thread):
    log = logs[thread] = []
    asyncio.current_task().set_name(f"main-{thread}")
    tasks = [asyncio.create_task(work(f"{thread}{i}", log), name=f"{thread}{i}") for i in range(20)]
    for other in everybody.values():
        try: other.call_soon_threadsafe(greeted.append, thread)
        except RuntimeError: pass  # it is closed
    await asyncio.gather(*tasks)
def run(thread):
    loop = everybody[thread]
    loop.run_until_complete(main(thread))
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
everybody, greeted = {name: asyncio.new_event_loop() for name in "ab"}, []
barrier = threading.Barrier(2)
def begin(thread):
    barrier.wait(); run(thread)
other = threading.Thread(target=begin, args=("b",), name="other")
other.start(); begin("a"); other.join()
print(logs)
"""
    for version in versions(case):
        for _ in range(3):
            log = Log(case, version, program)
            case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
            logs = ast.literal_eval(log.stdout)
            for thread, name in (("a", "MainThread"), ("b", "other")):
                turns = [log.names[run["task"]] for run in log.runs[1:]
                         if run["task"] and log.threads[run["thread"]] == name and log.names[run["task"]][1:].isdigit()]
                ran = [turn for i, turn in enumerate(turns) if turns[:i].count(turn) < 20]
                case.equal(ran, logs[thread], f"the order of turns in {name} on {version}")
                ends = [run["outcome"] for run in log.of(f"main-{thread}")]
                case.check(ends and ends[-1] == DONE, f"{name}'s main task ends on {version}", ends)
            untold = [run for i, run in enumerate(log.runs) if i and not run["ready"] and not
                      any(run["task"] and before["task"] == run["task"] and before["outcome"] == AGAIN
                          for before in log.runs[1:i])]
            case.equal(untold, [], f"it is known why each callback ran on {version}")
            greeted = [run for run in log.runs[1:] if run["name"] == "append"]
            case.check(any(log.readies[run["ready"]]["thread"] != run["thread"] for run in greeted),
                       f"who greeted from another thread is told on {version}", greeted)
            told = case.run("timeline", "--print", "--width", "140", "run.trr").stdout.decode()
            case.check("were not watched" not in told and "event loop" in told, f"both loops are shown on {version}", told)


@test
def an_await_that_never_suspends_is_no_turn(case):
    program = """\
import asyncio
async def other():
    while True:
        await asyncio.sleep(0)
async def main():
    asyncio.create_task(other(), name="other")
    await asyncio.sleep(0)
    asyncio.current_task().set_name("busy")
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    for _ in range(100_000):
        await done
    asyncio.current_task().set_name("main")
asyncio.run(main())
"""
    for version in versions(case):
        log = Log(case, version, program)
        case.equal((log.status, log.stderr), (0, ""), f"the run on {version}")
        turns = log.turns()
        case.check(len(turns) < 12, f"100 000 of them are no turns on {version}", turns)


@test
def watching_an_event_loop_changes_nothing_that_a_program_sees(case):
    program = """\
import asyncio, collections, contextvars, gc, inspect, sys
async def fetch(n):
    await asyncio.sleep(n / 1000)
    return n
async def main():
    task = asyncio.current_task()
    print(sys.getrefcount(task), len(gc.get_referrers(task)), task.get_name(), asyncio.all_tasks() == {task})
    handle = asyncio.get_running_loop().call_soon(print, "called")
    print(type(handle).__mro__, handle)
    print(await asyncio.gather(*(fetch(n) for n in (3, 1, 2))))
print(type(asyncio.Handle._run), inspect.getsource(asyncio.Handle._run) != "", asyncio.Handle.__init__.__qualname__)
print(collections.deque.append, contextvars.Context.run, contextvars.Context().run(lambda: 1))
asyncio.run(main())
print(sorted(name for name in sys.modules if "asyncio" in name), sys.getrefcount(asyncio.Task))
"""
    case.file("program.py", program)
    for version, python in case.pythons():
        if version.endswith("t"):
            continue
        plain = case.run("program.py", program=python)
        watched = case.run("record", "--timeline", "--python", version, "-o", "run.trr", "program.py")
        case.equal((plain.returncode, plain.stderr, plain.stdout), (0, b"", watched.stdout), f"on {version}")


@test
def a_program_without_asyncio_imports_none(case):
    for version in versions(case):
        case.file("program.py", "import sys\nfrom collections import deque\nd = deque()\nd.append(1)\n"
                                "print(d, [name for name in sys.modules if 'asyncio' in name])\n")
        done = case.run("record", "--timeline", "--python", version, "-o", "run.trr", "program.py")
        case.equal(done.stdout, b"deque([1]) []\n", f"on {version}")
        text = case.run("timeline", "--print", "run.trr").stdout.decode()
        case.check("event loop" not in text, f"no lanes for what is not there on {version}", text)


@test
def perfetto_gets_tracks_of_tasks_and_flows_of_wakings(case):
    case.file("program.py", """\
import asyncio
async def fetch():
    await asyncio.sleep(0.01)
async def parse(first):
    await first
async def main():
    one = asyncio.create_task(fetch(), name="fetch")
    await asyncio.create_task(parse(one), name="parse")
asyncio.run(main())
""")
    for version in versions(case):
        done = case.run("export", "--format", "perfetto", "--python", version, "-o", "trace.json", "program.py")
        case.equal((done.returncode, done.stderr), (0, b""), f"export on {version}")
        events = [event for event in json.loads((case.folder / "trace.json").read_text())["traceEvents"]
                  if event["pid"] == 2]
        tracks = {event["args"]["name"]: event["tid"] for event in events if event["name"] == "thread_name"}
        case.check({"fetch", "parse", "Task-1 main", "event loop MainThread"} <= set(tracks), f"tracks on {version}", tracks)
        slices = {name: [event["name"] for event in events if event["ph"] == "X" and event["tid"] == tracks[name]]
                  for name in ("fetch", "parse")}
        case.equal(slices, {"fetch": ["ready", "runs", "sleep 10.00 ms", "ready", "runs"],
                            "parse": ["ready", "runs", "await fetch", "ready", "runs"]}, f"slices on {version}")
        flows = {event["id"]: event["tid"] for event in events if event["ph"] == "s"}
        woken = [(flows[event["id"]], event["tid"]) for event in events if event["ph"] == "f"]
        case.check((tracks["fetch"], tracks["parse"]) in woken, f"fetch wakes parse on {version}", woken)
        case.check(any(event["ph"] == "C" for event in events), f"the queue's length is a counter on {version}")


@test
def a_task_shows_its_coroutine(case):
    """And not the loop, its context, and what else it keeps; whose changes are not told."""
    case.file("x.py", "import asyncio\nasync def cook(pot):\n    await asyncio.sleep(0)\nasync def main():\n"
                      "    a = asyncio.create_task(cook('rice'))\n    await a\n    await asyncio.gather(cook('tea'), cook('milk'))\n"
                      "asyncio.run(main())\n")
    for version in [name for name, _ in case.pythons()]:
        text = case.run("run", "--python", version, "--print", "--all", "--width", "110", "x.py").stdout.decode()
        case.check(re.search(r"coroutine cook.*\n.*reaches ●", text) is not None, f"{version}: its coroutine", text)
        case.check("more of Python's" in text, f"{version}: the rest is counted", text)
        for words in ("EventLoop", "╭ Context", "now refers to"):
            case.check(words not in text, f"{version}: {words} is not there", text)


finish()
