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


@test
def what_is_not_there_or_not_understood_is_one_sentence(case):
    recorded(case)
    case.complains(["find", "--name", "nobody", "run.trr"], 1, "no name nobody was ever bound in this recording")
    case.complains(["find", "--when", "total > 9999", "run.trr"], 1, "total > 9999 does not hold at any step")
    case.complains(["find", "--when", "total >> 3", "run.trr"], 2, re.compile("not understood at column 8"))
    case.complains(["find", "--when", "total = 3", "run.trr"], 2, re.compile("not understood at column 7"))
    case.complains(["find", "--when", "name == 'x", "run.trr"], 2, re.compile("closing quote"))
    case.complains(["find", "run.trr"], 2, re.compile("either --name NAME or --when CONDITION"))
    case.complains(["find", "--name", "x", "missing.trr"], 1, re.compile("missing.trr"))


finish()
