"""The short ways by which most steps and instants are recorded tell what the long one does.

A program with an audit hook is followed by the long way: at each event everything is looked at, for the hook may have run
anything.  With a hook that does nothing, a program's pictures, line by line and instruction by instruction, must be those
of the same program without it: what they say, for addresses are others, and may be so long that boxes are wider.
"""
import re

from harness import finish, test

# One line and one step, with the hook or without.
HOOK = "import _operator, sys; (sys.addaudithook if len(sys.argv) > 1 else callable)(_operator.is_)\n"
PROGRAMS = {
    "closures": """
def counter():
    n = 0
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step
counters = [counter(), counter()]
total = 0
for k in range(2):
    for c in counters:
        total += c(k) + c()
""",
    "sorting": """
data = [3, 1, 2]
def sort(data):
    for i in range(len(data)):
        for j in range(len(data) - i - 1):
            if data[j] > data[j + 1]:
                data[j], data[j + 1] = data[j + 1], data[j]
    return data
same = sort(data) is data
sort(same and [2, 1])
""",
    "words": """
counts = {}
for word in 'a b a'.split():
    if word not in counts:
        counts[word] = [0]
    counts[word][0] += 1
    last = counts[word]
names = {name: len(count) for name, count in counts.items()}
del counts['a'], last
""",
    "generators": """
def squares(items):
    for item in items:
        yield item * item
def both(items):
    yield from squares(items)
    yield [*squares(items)]
kept = both([1000, 2000])
first = next(kept)
for value in kept:
    pass
kept = None
""",
    "instances": """
class Node:
    def __init__(self, value, below=None):
        self.value = value
        self.below = below
    def deepest(self):
        return self if self.below is None else self.below.deepest()
node = Node('a', Node('b', Node('c')))
found = node.deepest()
node.below = found
try:
    found.deepest(1)
except TypeError as error:
    node = error = None
""",
}


def pictures(case, version, lens, *arguments):
    """The words of those of the steps behind that of HOOK, without addresses and lines."""
    done = case.run("run", "--python", version, "--lens", lens, "--print", "--all", "--width", "400", "program.py",
                    *arguments)
    told = re.sub(r"…[0-9a-f]{3,}…?|0x[0-9a-f]+", "", done.stdout.decode())
    return [re.sub(r"[─│╭╮╰╯├┤┬┴┼\s]+", " ", picture)
            for picture in re.findall(r"^Step [1-9].*?(?=^Step |\Z)", told, re.MULTILINE | re.DOTALL)]


def add_test(name, source):
    def run(case):
        case.file("program.py", HOOK + source)
        for version, _ in case.pythons():
            for lens in ("instruction", "objects"):
                short, long = pictures(case, version, lens), pictures(case, version, lens, "hooked")
                differ = next((pair for pair in zip(short, long) if pair[0] != pair[1]), (len(short), len(long)))
                case.check(short == long and len(short) > 9, f"{version} {lens}", *differ)
    run.__name__ = name
    test(run)


for _name, _source in PROGRAMS.items():
    add_test(_name, _source)
finish()
