"""Threads: each has its name and a stack of its own, and every line that it runs is a step of that thread."""
import collections
import re

from harness import finish, test

PROGRAM = """\
import threading
turn = threading.Semaphore(0)
done = []
def work(count):
    for n in range(count):
        done.append(n)
    return count
a = threading.Thread(target=work, args=(3,), name='first')
a.start()
a.join()
b = threading.Thread(target=work, args=(2,))
b.start()
b.join()
def waits():
    turn.acquire()
    mine = ['woken']
c = threading.Thread(target=waits, name='waits')
c.start()
before = 1
turn.release()
c.join()
after = 2
"""


def versions(case):
    return [version for version, _ in case.pythons()]


def dumped(case, version, program):
    """The records of a run, each as (kind, fields)."""
    case.file("program.py", program)
    done = case.run("record", "--python", version, "-o", "run.trr", "program.py")
    case.equal(done.returncode, 0, f"exit status under CPython {version}: {done.stderr!r}")
    told = case.run("dump", "run.trr").stdout.decode()
    return [(line.split(" ", 1)[0], dict(re.findall(r'(\w+)=("[^"]*"|\[[^]]*\]|\S+)', line)))
            for line in told.splitlines()]


def threads(records):
    """The name of each thread, by its number."""
    strings = [fields["text"].strip('"') for kind, fields in records if kind == "string"]
    return {str(number): strings[int(fields["name"]) - 1]
            for number, (kind, fields) in enumerate(((k, f) for k, f in records if k == "thread"), 1)}


@test
def every_line_is_a_step_of_the_thread_that_ran_it(case):
    for version in versions(case):
        records = dumped(case, version, PROGRAM)
        names = threads(records)
        case.equal(list(names.values()), ["MainThread", "first", "Thread-1 (work)", "waits"],
                   f"names of the threads, CPython {version}")
        lines = collections.defaultdict(list)
        for kind, fields in records:
            if kind == "step" and fields["event"] == "1":
                lines[names[fields["thread"]]].append(int(fields["line"]))
        case.equal(lines["first"], [5, 6, 5, 6, 5, 6, 5, 7], f"lines of the first thread, CPython {version}")
        case.equal(lines["Thread-1 (work)"], [5, 6, 5, 6, 5, 7], f"lines of the second, CPython {version}")
        case.equal(lines["waits"], [15, 16], f"lines of the third, CPython {version}")
        case.equal(lines["MainThread"], [1, 2, 3, 4, *range(8, 15), *range(17, 23)],
                   f"lines of the main thread, CPython {version}")


@test
def a_frame_is_on_the_stack_of_its_thread(case):
    for version in versions(case):
        stacks = collections.defaultdict(list)
        for kind, fields in dumped(case, version, PROGRAM):
            stack = stacks[fields.get("thread")]
            if kind == "push":
                stack.append(fields["frame"])
            elif kind == "pop":
                case.equal(fields["frame"], stack.pop(), f"what leaves a stack was on top of it, CPython {version}")
            elif kind == "step":
                case.equal(fields["frame"], stack[-1], f"a step is of the frame on top, CPython {version}")
            elif kind == "thread_end":
                case.equal(stack, [], f"an ended thread's stack is empty, CPython {version}")


@test
def threads_that_run_at_once_make_a_recording_that_can_be_read(case):
    """A thread that is joined may be some time in going: its end is told once it has gone."""
    program = ("import os, sys, threading\nsys.setswitchinterval(1e-5)\nn = 0\nheld = [[]]\n"
               "def gen():\n    for i in range(200):\n        yield [i]\n"
               "def work(g):\n    global n\n    for x in g:\n        n += 1\n        held[0] = x, [held[0]][:0]\n"
               "ts = [threading.Thread(target=work, args=(gen(),)) for t in range(4)]\n"
               "for t in ts: t.start()\nfor t in ts: t.join()\nassert n == 800\n"
               "while any(os.path.exists(f'/proc/self/task/{t.native_id}') for t in ts): pass\nn = 0\n")
    for version in versions(case):
        records = dumped(case, version, program)
        ended = sum(kind == "thread_end" for kind, _ in records)
        case.equal(ended, 4, f"ends of threads, CPython {version}")
        shown = case.run("replay", "--print", "run.trr")
        case.equal((shown.returncode, shown.stderr), (0, b""), f"replay, CPython {version}")


@test
def a_thread_s_own_tracer_stops_the_recording_of_that_thread_at_most(case):
    """From 3.12 on there is room for both."""
    program = ("import sys, threading\ndef work():\n    a = 1\n    sys.settrace(lambda *_: None)\n    b = 2\n"
               "    sys.settrace(None)\n    c = 3\nt = threading.Thread(target=work)\nt.start()\nt.join()\nd = 4\n")
    for version in versions(case):
        records = dumped(case, version, program)
        lines = [int(fields["line"]) for kind, fields in records if kind == "step" and fields["event"] == "1"]
        case.check({3, 4, 7, 11} <= set(lines) and (5 in lines) == (version != "3.11"), f"lines, CPython {version}", lines)
        case.equal([kind for kind, _ in records].count("note"), int(version == "3.11"), f"a note, CPython {version}")


@test
def a_thread_s_own_affairs(case):
    """What an instance of a library's class keeps for itself is counted; what the program gave to it is drawn."""
    case.file("helper.py", "class Box:\n    def __init__(self):\n        self._inside = None\n")
    case.file("x.py", "import threading, helper\ndef work(items):\n    pass\nitems = [1]\nbox = helper.Box()\n"
                      "t = threading.Thread(target=work, args=(items,), name='cook')\n")
    drawn = case.run("run", "--print", "--last", "--width", "120", "x.py").stdout.decode()
    for words in ("_target", "_args", "'cook'", "more of Python's", "_inside None"):
        case.check(words in drawn, f"{words} is drawn", drawn)
    for words in ("_started", "_is_stopped", "_stderr", "TextIOWrapper", "_kwargs"):
        case.check(words not in drawn, f"{words} is not", drawn)
    drawn = case.run("run", "--print", "--last", "--values", "--width", "120", "x.py").stdout.decode()
    case.check("_started" in drawn and "more of Python's" not in drawn, "--values draws all", drawn)


@test
def a_thread_of_the_learner_s_own_class(case):
    """What Thread keeps in an instance of class Cook(Thread) is counted; what the program gave to it stands first."""
    case.file("x.py", "import threading\nclass Cook(threading.Thread):\n    def __init__(self, dish):\n"
                      "        super().__init__(name='cook')\n        self.dish = dish\n        self._seen = None\n"
                      "        self.__secret = 7\ncook = Cook('rice')\n")
    drawn = case.run("run", "--print", "--last", "--width", "120", "x.py").stdout.decode()
    rows = re.findall(r"(dish|_seen|_Cook__secret|_name|…) +('rice'|None|7|'cook'|\d+ more of Python's)", drawn)
    case.equal([row[0] for row in rows], ["dish", "_seen", "_Cook__secret", "_name", "…"], "what is drawn, in this order")
    for words in ("_started", "_is_stopped", "_stderr", "TextIOWrapper", "_kwargs", "_target"):
        case.check(words not in drawn, f"{words} is not", drawn)
    drawn = case.run("run", "--print", "--last", "--values", "--width", "120", "x.py").stdout.decode()
    case.check("_started" in drawn and "more of Python's" not in drawn, "--values draws all", drawn)
    case.file("y.py", "class Field:\n    def __set_name__(self, owner, name):\n        self.place = '_' + name\n"
                      "    def __set__(self, instance, value):\n        setattr(instance, self.place, value)\n"
                      "class Cat:\n    age = Field()\ncat = Cat()\ncat.age = 3\n")
    drawn = case.run("run", "--print", "--last", "--width", "120", "y.py").stdout.decode()
    case.check(re.search(r"_age (new )?3", drawn) and "more of Python's" not in drawn, "no library, nothing is hidden", drawn)


@test
def what_a_library_keeps_for_itself_is_not_told_either(case):
    """What happened speaks of what the boxes show."""
    case.file("x.py", "import threading\nclass Cook(threading.Thread):\n    def __init__(self, dish):\n"
                      "        super().__init__(name='cook')\n        self.dish = dish\n    def run(self):\n"
                      "        self.done = self.dish\ncook = Cook('rice')\ncook.start()\ncook.join()\n"
                      "t = threading.Thread(target=print, args=('tea',))\nt.start()\nt.join()\n")
    for version in versions(case):
        told = case.run("run", "--python", version, "--print", "--all", "--width", "120", "x.py").stdout.decode()
        told = told.replace("_target", "TARGET")
        for words in ("self._name is new: 'cook'", "self.dish is new: 'rice'", "self.done is new: 'rice'", "t.TARGET was removed"):
            case.check(words in told, f"{version} {words}", told)
        case.equal(re.findall(r"_(?:ident|native_id|is_stopped|tstate_lock|started|handle|kwargs|os_thread_handle)\b", told), [],
                   f"{version} nothing else is told, nor named as gone")


finish()
