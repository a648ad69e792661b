"""Much in memory: where it is not known what a line changed, not all of it is looked at at every step, and that is said.

What is compared is processor time of one process before and after there was much, and by a factor that stands far from
both what is right and what was wrong once.
"""
from harness import finish, test

PROGRAM = """
from operator import setitem
from time import process_time as clock

class Point:
    pass

def pick(item):
    return item[0]

def turns(few, count):
    before = clock()
    for turn in range(count):
        total = sum(item[0] for item in few)
        least = sorted(few, key=pick)
        least[0][0] = -turn
        try:
            raise ValueError(turn)
        except ValueError as error:
            point = Point(); point.x = total
    return clock() - before

def flat(size):
    before = clock()
    made = [[j] for j in range(size * size)]
    return clock() - before

def nest(size):
    before = clock()
    made = [[[j] for j in range(size)] for i in range(size)]
    return clock() - before, made

few = [[i] for i in range(10)]
alone = turns(few, 100)
less = flat(300)
more, made = nest(300)
among = turns(few, 100)
print(among / alone, more / less)
setitem(few[0], 0, len(few) * 1111)
setitem(few[0], 0, len(few) * 2222)
setitem(few[0], 0, len(few) * 3333)
"""


@test
def much_in_memory(case):
    case.file("wide.py", PROGRAM)
    for version, _ in case.pythons():
        done = case.run("record", "--python", version, "--instructions", "0", "-o", "wide.trr", "wide.py")
        case.check(done.returncode == 0, f"{version} runs", done.stderr)
        among, nested = map(float, done.stdout.split())
        case.check(among < 500, f"{version} a step does not walk all that there is", among)
        case.check(nested < 12, f"{version} what comes to a list that is being made costs once", nested)
        last = case.run("replay", "--last", "wide.trr").stdout.decode()
        case.check("some changes are told of a few steps late" in last, f"{version} says so", last[-400:])
        case.check("33330" in last, f"{version} the last picture is up to date", last)


BARE = """
class Point:
    pass

def turn(number):
    point = Point(); point.x = number
    made[3][5].append(Point())
    last = Point(); last.x = [point]; last.y = last.x
    return last

made = [[[j] for j in range(200)] for i in range(200)]
for number in range(100):
    point = Point(); point.x = turn(number)
    print(len(made), Point() is point, isinstance(Point(), Point))
"""


@test
def bare_instances(case):
    """What a class without an __init__ makes is new, and nobody else has it: nothing else can have changed."""
    case.file("bare.py", BARE)
    for version, _ in case.pythons():
        done = case.run("record", "--python", version, "--instructions", "0", "-o", "bare.trr", "bare.py")
        case.check(done.returncode == 0, f"{version} runs", done.stderr)
        last = case.run("replay", "--last", "bare.trr").stdout.decode()
        case.check("99" in last and "told of a few steps late" not in last, f"{version} none is late", last[-400:])


finish()
