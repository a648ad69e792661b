"""terrarium find: when a name changed, and when a condition on recorded values began to hold."""
import re

from harness import finish, test

PROGRAM = """\
total = 0
words = []
for n in [5, 50, 500]:
    total = total + n
    words.append('w' * n)
end = None
name = 'done'
"""


def recorded(case, program=PROGRAM):
    case.file("program.py", program)
    case.equal(case.run("record", "-o", "run.trr", "program.py").returncode, 0, "recording")


def steps(done):
    return [int(step) for step in re.findall(r"^step (\d+)", done.stdout.decode(), re.M)]


def find(case, *arguments):
    done = case.run("find", *arguments, "run.trr")
    case.equal(done.returncode, 0, f"exit status of find {arguments}")
    return done


@test
def a_name_s_story_has_its_bindings_and_the_changes_of_what_it_named(case):
    recorded(case)
    told = find(case, "--name", "total").stdout.decode()
    case.equal([line.split(": ", 1)[1] for line in told.splitlines()],
               ["total now names 0.", "total went from 0 to 5.", "total went from 5 to 55.",
                "total went from 55 to 555."], "the bindings of total")
    told = find(case, "--name", "words").stdout.decode().splitlines()
    case.equal(len(told), 4, "words: one binding, three changes")
    case.check("words now names an empty list" in told[0], "words is bound", told[0])
    case.check(all("words.append" in line for line in told[1:]), "the list changed", told)


@test
def names_of_functions_are_found_in_each_of_their_frames(case):
    recorded(case, "def f(x):\n    x = x + 1\n    return x\nf(1)\nf(10)\n")
    told = find(case, "--name", "x").stdout.decode()
    case.check("x went from 1 to 2" in told and "x went from 10 to 11" in told, "both frames", told)


@test
def a_condition_is_told_where_it_begins_to_hold(case):
    recorded(case)
    all_steps = steps(find(case, "--name", "total"))
    case.equal(steps(find(case, "--when", "total > 50")), all_steps[2:3], "total > 50")
    case.equal(steps(find(case, "--when", "total == 5")), all_steps[1:2], "total == 5")
    case.equal(steps(find(case, "--when", "n > total")), [steps(find(case, "--when", "n == 5"))[0],
                                                          steps(find(case, "--when", "n == 50"))[0],
                                                          steps(find(case, "--when", "n == 500"))[0]], "n > total")
    for condition in ("len(words) == 3", "total >= 100 and len(words) >= 3", "3 == len(words)"):
        case.equal(len(steps(find(case, "--when", condition))), 1, condition)
    case.equal(steps(find(case, "--when", "end is None")), steps(find(case, "--name", "end")), "is None")
    case.equal(steps(find(case, "--when", "name == 'done'")), steps(find(case, "--name", "name")), "a text")
    case.equal(steps(find(case, "--when", "name != \"other\"")), steps(find(case, "--name", "name")), "another text")


@test
def values_are_compared_as_python_does(case):
    recorded(case, "i = 1\nf = 1.0\nt = True\nbig = 10**15\nnan = float('nan')\nneg = -3\n")
    for condition in ("i == f", "i == t", "big > 999999999999999", "neg < 0", "neg == -3", "nan != nan", "f <= 1"):
        case.equal(len(steps(find(case, "--when", condition))), 1, condition)
    for condition in ("nan == nan", "i == 'x'", "i < 'x'", "missing == 1", "missing != 1"):
        done = case.run("find", "--when", condition, "run.trr")
        case.equal((done.returncode, done.stdout), (1, b""), condition)


OBJECTS = '''\
class Dog:
    kind = "dog"
    def __init__(self):
        self.tricks = []

def twice(n):
    return n * 2

a = [1, 2, [3]]
b = a
c = [1, 2, [3]]
d = {"x": 1, "y": (2, "two")}
e = {"y": (2, "two"), "x": 1}
s = {3, 1, 2}
rex = Dog()
rex.tricks.append("sit")
n = twice(4)
'''


@test
def conditions_look_into_objects(case):
    recorded(case, OBJECTS)
    true = ["a == [1, 2, [3]]", "a is b and a is not c and a == c", "a[0] == 1 and a[-1][0] == 3", "d['y'][1] == 'two'",
            "d == e", "d == {'y': (2, 'two'), 'x': 1}", "s == {1, 2, 3}", "a != [1, 2]", "a != (1, 2, [3])",
            "rex.tricks == ['sit']", "type(rex) == 'Dog'", "type(a[2]) == 'list'", "len(d) == 2", "2 in a and 9 not in s",
            "'x' in d", "calls('twice') == 1", "1 == a[0] < a[1]", "not (a is c) and (n == 8 or n == 9)", "refs(c) == 1",
            "a[2] is not c[2]", "n == 8 and not bound(m)", "bound(rex)", "Dog.kind == 'dog' and n == 8", "living('Dog') == 1",
            "returned() == 8"]
    for condition in true:
        case.check(len(steps(find(case, "--when", condition))) >= 1, condition)
    for condition in ("a is c", "a == [1, 2]", "a == (1, 2, [3])", "d['z'] == 1", "a[3] == 1", "rex.name == 1", "a[2] is c[2]",
                      "s == {1, 2}", "a < c", "living('Cat') > 0", "a['x'] == 1", "n[0] == 8", "raised() != ''"):
        done = case.run("find", "--when", condition, "run.trr")
        case.equal((done.returncode, done.stdout), (1, b""), condition)
    for condition, column in (("a == [1, 2", 11), ("a == [1 2]", 9), ("a[0 == 1", 9), ("a. == 1", 3), ("len() == 1", 5), ("a", 2),
                              ("a == {1: 2, 3}", 14), ("a == {1, 2: 3}", 12), ("a == " + "(" * 40, 38), ("a == 1 or", 10),
                              ("not " * 40 + "a", 132), ("a == 1 b", 8)):
        case.complains(["find", "--when", condition, "run.trr"], 2, re.compile(f"column {column}:"))


@test
def what_is_not_there_or_not_understood_is_one_sentence(case):
    recorded(case)
    case.complains(["find", "--name", "nobody", "run.trr"], 1, "no name nobody was ever bound in this recording")
    case.complains(["find", "--when", "total > 9999", "run.trr"], 1, "total > 9999 does not hold at any step")
    case.complains(["find", "--when", "total >> 3", "run.trr"], 2, re.compile("not understood at column 8"))
    case.complains(["find", "--when", "total = 3", "run.trr"], 2, re.compile("not understood at column 7"))
    case.complains(["find", "--when", "name == 'x", "run.trr"], 2, re.compile("closing quote"))
    case.complains(["find", "run.trr"], 2, re.compile("one of --name NAME, --object OBJECT and --when CONDITION"))
    case.complains(["find", "--name", "x", "missing.trr"], 1, re.compile("missing.trr"))


CHANGING = """\
total = 0
words = []
class A: pass
a = A()
def grow(n):
    global total
    total += n
    words.append('w' * n)
    a.x = n
for n in [5, 50]:
    grow(n)
d = {'k': 1}
d['k'] = [a is None]
del d['k'], a
"""


def changes(case, *arguments):
    told = find(case, "--changes", *arguments).stdout.decode()
    return [re.sub(r"^step \d+, |…", "", line) for line in told.splitlines()]


@test
def changes_tell_who_did_it_and_what_was_before(case):
    recorded(case, CHANGING)
    case.equal(changes(case, "--name", "total"),
               ["line 1 in module: total: nothing → 0", "line 7 in grow: total: 0 → 5",
                "line 7 in grow (2nd call): total: 5 → 55"], "a name")
    case.equal(changes(case, "--name", "words")[:2],
               ["line 2 in module: words: nothing → []", "line 8 in grow: words[0]: nothing → 'wwwww'"],
               "what a name refers to")
    told = changes(case, "--object", "a@8")
    case.check(told[0].startswith("line 4 in module: made: <A "), "an object is made", told)
    case.equal(told[1:], ["line 9 in grow: .x: nothing → 5", "line 9 in grow (2nd call): .x: 5 → 50",
                          "line 14 in module: died"], "an object by a name at a step")
    case.equal(changes(case, "--object", "d")[1:],
               ["line 13 in module: ['k']: 1 → [False]", "line 14 in module: ['k']: [False] → nothing"],
               "an object by a name at the end")
    case.check("in grow, MainThread" not in find(case, "--changes", "--name", "total").stdout.decode(),
               "the only thread is not named")


@test
def an_object_is_found_by_its_id(case):
    recorded(case, CHANGING)
    told = case.run("replay", "--print", "--step", "8", "--labels", "run.trr").stdout.decode()
    suffix = re.search(r"╭ A ─+ (?:id )?…([0-9a-f]+)", told)
    case.check(suffix is not None, "the picture shows the id", told)
    expected = find(case, "--object", "a@8").stdout
    for typed in (suffix[1], "…" + suffix[1], ".." + suffix[1], "0x" + suffix[1]):
        case.equal(find(case, "--object", typed).stdout, expected, f"the object at {typed}")
    dumped = case.run("dump", "run.trr").stdout.decode()
    address = next(int(found) for found in re.findall(r"^object address=(\d+)", dumped, re.M)
                   if f"{int(found):x}".endswith(suffix[1]))
    case.equal(find(case, "--object", str(address)).stdout, expected, "the object at what id() prints")
    case.complains(["find", "--object", "zz", "run.trr"], 1, "no object zz is known in this recording")


@test
def one_change_before_and_after_a_step(case):
    recorded(case)
    every = steps(find(case, "--name", "total"))
    for step in range(every[-1] + 2):
        earlier, later = [at for at in every if at < step], [at for at in every if at > step]
        for limit, expected in (("--before", earlier[-1:]), ("--after", later[:1])):
            done = case.run("find", "--name", "total", limit, str(step), "run.trr")
            case.equal((done.returncode, steps(done)), (0 if expected else 1, expected), f"{limit} {step}")
    case.equal(steps(find(case, "--name", "total", "--last")), every[-1:], "the last one")
    case.equal(steps(find(case, "--when", "total > 0", "--last")), steps(find(case, "--when", "total > 0"))[-1:], "of a condition")
    case.complains(["find", "--name", "total", "--before", "0", "run.trr"], 1, "there is none before step 0")
    case.complains(["find", "--name", "total", "--before", "9", "--last", "run.trr"], 2, re.compile("one of --before"))


THREADS = """\
import threading
shared = []
def add(n):
    shared.append(n)
worker = threading.Thread(target=add, args=(7,), name='worker')
worker.start()
worker.join()
"""


@test
def a_change_belongs_to_a_thread(case):
    recorded(case, THREADS)
    told = changes(case, "--object", "shared")
    case.equal(told[-1], "line 4 in add, worker: [0]: nothing → 7", "the thread that changed it")


finish()
