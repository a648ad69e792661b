"""What happened, in programs as learners write them: each sentence is true of Python, and says what a teacher would."""
import re

from harness import finish, test


def told(case, source, **changes):
    """All sentences of a program, ids masked."""
    case.file("x.py", source)
    text = case.run("run", "--plain", "--all", "x.py", **changes).stdout.decode()
    return re.sub("…[0-9a-f]{4,}", "…ID", text)


@test
def a_name_is_not_compared_with_itself(case):
    text = told(case, """class Ctx:
    def __enter__(self):
        return self
    def __exit__(self, *rest):
        return False
with Ctx() as a, Ctx() as b:
    pass
""")
    case.check("a in module now names the Ctx …ID." in text, "bound while another frame begins", text)
    case.check("as a in module" not in text, "it is no copy of itself", text)


@test
def rows_that_are_one_list(case):
    text = told(case, "m = [[0] * 2] * 3\nm[0][0] = 1\nd = {'a': m[0], 'b': m[0]}\ndel m\nd['a'][1] = 2\nbig = [[]] * 6\nbig[0].append(1)\n")
    case.check("changed the list that m[0], m[1] and m[2] all refer to: index 0 went from 0 to 1." in text, "three rows", text)
    case.check("changed the list that d['a'] and d['b'] both refer to: index 1 went from 0 to 2." in text, "two values", text)
    case.check("changed the list that big[0], big[1], big[2] and 3 more all refer to: 1 was added at the end." in text, "many", text)


@test
def attributes_are_what_python_calls_so(case):
    text = told(case, "it = iter([7])\nlist(it)\nimport weakref\nclass A: pass\na = A()\nr = weakref.ref(a)\ndel a\n")
    case.check("attribute source" not in text and "r.weak" not in text, "words of ours are none", text)
    case.check("The list_iterator that it names changed: it is now exhausted." in text, "an iterator's end", text)
    case.check("The weakref.ReferenceType that r names no longer refers to the A …ID." in text, "a reference's end", text)
    text = told(case, "class Dog:\n    n = 0\n    def __init__(self):\n        Dog.n += 1\nDog()\n")
    case.check("\nDog.n went from 0 to 1." in text, "a class is known by its global name", text)
    text = told(case, "class Dog:\n    n = 0\ndef f(c, Dog):\n    c.n += 1\n    c = None\nf(Dog, 5)\n")
    case.check("Dog.n went" not in text and "c.n went from 0 to 1." in text, "unless a local name hides it", text)


@test
def other_objects_that_look_alike(case):
    text = told(case, "for row in [[0], [0]]: pass\nx = 10 ** 9\nx = int('1' + '0' * 9)\n")
    case.check("row went from the list [0] to another object that looks the same." in text, "lists", text)
    case.check("x went from 1000000000 to another object that looks the same." in text, "numbers", text)


@test
def tuples_do_not_change(case):
    text = told(case, "for k, v in zip('ab', (1, 2)): print(k)\n")
    case.check("changed the tuple" not in text and "tuple …ID changed" not in text, "not even zip's", text)


@test
def asynchronous_generators_yield(case):
    text = told(case, """import asyncio
async def agen():
    yield 5
    await asyncio.sleep(0)
async def main():
    async for x in agen():
        print(x)
asyncio.run(main())
""")
    case.check("agen yielded 5, and was suspended." in text, "what they yield", text)
    case.check("agen waits, and was suspended." in text, "what they wait for", text)
    case.check("agen has run to its end." in text and "agen returned" not in text, "their end", text)


def moments(case, program, *options, **more):
    text = case.run("run", "--print", "--all", "--width", "100", *options, case.file("x.py", program), **more).stdout.decode()
    return re.split(r"\n(?=Step \d+ |Schritt \d+ )", text)


@test
def a_generator_stands_as_its_sentence_says(case):
    """At the event of its yield CPython says GEN_SUSPENDED, though the frame with what it yields is still to be seen."""
    program = "def gen():\n    yield 1\n    return 2\ng = gen()\nnext(g)\nfor x in g: pass\n"
    stands = {", and was suspended.": ("│ suspended at line 2", "gen ─ suspended", "├ yields ─"),
              "gen goes on": ("│ running", "gen ─── current"), "run to its end": ("│ at its end",),
              "gen returned 2.": ("│ at its end", "├ returns ─")}
    found = set()
    for moment in moments(case, program):
        for sentence, words in stands.items():
            if sentence in moment and "The module" not in moment:
                found.add(sentence)
                for word in words:
                    case.check(word in moment, f"{sentence} {word}", moment)
                case.check(("running" in moment) == ("│ running" in words), f"{sentence} runs", moment)
    case.equal(found, {", and was suspended.", "gen goes on", "gen returned 2."}, "all of them are asked about")


@test
def what_a_frame_is_left_with_is_no_name(case):
    program = "def f(exception):\n    return exception\nf([1])\ndef g(): 1 / 0\ntry: g()\nexcept ZeroDivisionError: pass\n"
    returned = next(moment for moment in moments(case, program) if "f returned" in moment)
    case.check(re.search(r"│ exception ●─.*\n├ returns ─+┤.*\n│ ●─", returned), "below a line, without a label", returned)
    raised = next(moment for moment in moments(case, program, "--ascii") if "was raised" in moment)
    case.check(re.search(r"\n\+ exception -+\+.*\n\| o-", raised), "in ASCII", raised)
    text = "\n".join(moments(case, program, variables={"TERRARIUM_LANGUAGE": "de"}))
    case.check("├ gibt zurück ─" not in text and "├ returns ─" in text, "pictures as text are English", text)


@test
def the_order_of_keys(case):
    text = told(case, "from collections import OrderedDict\nd = OrderedDict(a=1, b=2)\nd.move_to_end('a')\ne = {'a': 1, 'b': 2}\ne['a'] = e.pop('a')\ne['a'] = 1\n")
    case.check("OrderedDict that d names has its keys in another order: it is now collections.OrderedDict({'b': 2, 'a': 1})." in text, "moved", text)
    case.equal(text.count("The dict that e names has its keys in another order: it is now {'b': 2, 'a': 1}."), 1, "taken out and put in again")


@test
def what_came_of_a_name(case):
    text = told(case, "try:\n    1/0\nexcept ZeroDivisionError as e:\n    kept = e\nfor v in (1, 2): w = v; w = None; del w\n")
    case.check("and the name e is gone: it named ZeroDivisionError('division by zero') before." in text, "not None, on its way", text)
    case.check("went from" not in text.split("kept = e")[1].split("for v")[0], "nor that it was None meanwhile", text)
    case.check("name w is gone" not in text and "w now" not in text, "what was bound and unbound in one step", text)


@test
def numbers_of_things(case):
    text = told(case, "a, b, c, d, e = 1, 2, 3, 4, 5\n")
    case.check("d now names 4 and 1 more name changed." in text, "one more", text)
    text = told(case, "print(sum(x for x in (1, 2)))\n")
    case.check("The generator expression began to run." in text, "it has no name", text)


@test
def details_in_german(case):
    text = told(case, "it = iter([7, 8])\nnext(it)\nr = iter(range(3))\nnext(r)\nlist(it)\n", variables={"TERRARIUM_LANGUAGE": "de"})
    for words in ("Stelle ist jetzt 1", "als Nächstes ist jetzt 1, noch übrig ist jetzt 2", "Jetzt ist es erschöpft"):
        case.check(words in text, f"{words!r}", text)


@test
def a_title_without_room(case):
    """The type's own name is worth more than that of the module that it comes from."""
    case.file("x.py", "from collections import OrderedDict\nclass A:\n    pass\na = A()\na.d = OrderedDict(k=1)\ndel A, OrderedDict\n")
    text = case.run("run", "--print", "--width", "70", "x.py").stdout.decode()
    case.check("╭ OrderedDict ─" in text and "╭ collections.O" not in text, "the module is left out first", text)


@test
def of_a_traceback_what_it_is_about(case):
    text = told(case, "d = {}\nd['key']\n")
    case.check("\nThe program wrote to standard error: … KeyError: 'key'\n" in text, "its last line", text)
    text = told(case, "import sys\nprint('one\\ntwo', file=sys.stderr)\n")
    case.check("\nThe program wrote to standard error: one …\n" in text, "of anything else the first", text)


WAYS = """def kind(n):
    if n % 2 == 0 and n > 0:
        return "even"
    elif (n < 0
          or n > 100):
        return "far"
    if n == 1: return "one"
    return "odd"
for n in (2, -3):
    kind(n)
nums, j = [5, 1], 0
while True:
    j += 1
    if j < 2 and nums[j - 1] > nums[j]:
        continue
    x = 0
    if x:
        # a comment

        x = (
            j
        )
    if len(nums) == j:
        break
for name in []: pass
for name in "aa":
    x = x
if any(c for c in "ab"):
    x = 1
if x:
    global y
    y = 2
if not nums: x = 3
try:
    int("x")
except KeyError:
    pass
except ValueError:
    x = 4
match x:
    case 1:
        pass
    case 4:
        while x > 3:
            x -= 1
"""


@test
def which_way_a_run_takes(case):
    """By the line that came next; values stand there where they lead to it."""
    for version in [name for name, _ in case.pythons()]:
        case.file("x.py", WAYS)
        text = case.run("run", "--python", version, "--plain", "--all", "x.py").stdout.decode()
        for sentence in ("n % 2 == 0 and n > 0 is true: n % 2 is 0 and n is 2.",
                         "n % 2 == 0 and n > 0 is false: n % 2 is 1 and n is -3.",
                         "j < 2 and nums[j - 1] > nums[j] is true: j is 1, nums[j - 1] is 5 and nums[j] is 1.",
                         "len(nums) == j is true: len(nums) is 2 and j is 2.", "break leaves the loop.",
                         "continue ends this turn of the loop.", "x counts as false: it is 0.",
                         "The next item is the same object again.", '"aa" has no more items: the loop is over.',
                         'any(c for c in "ab") is true.', "The try block begins.",
                         "ValueError was raised: invalid literal for int() with base 10: 'x'.",
                         "The exception leads to line 36.", "This except clause is for other exceptions.",
                         "This except clause fits.", "This case does not fit.", "This case fits.",
                         "x > 3 is true: x is 4.", "x > 3 is false: x is 3."):
            case.check(f"\n{sentence}\n" in text or f" {sentence}\n" in text, f"{version}: {sentence}", text)
        for sentence in ("n < 0", "n == 1 is", "True is true", "x counts as true", "not nums"):
            case.check(f"\n{sentence}" not in text, f"{version}: not told: {sentence}", text)


@test
def sums_of_whole_numbers(case):
    case.file("x.py", "n = -7\nb = 2 ** 62\nf = 1.5\nt = True\ndone = 1\n")
    case.run("record", "-o", "x.trr", "x.py")
    for condition in ("n // 2 == -4", "n % 3 == 2", "n - 1 * 2 == -9", "(n - 1) * 2 == -16", "1 -1 == 0", "n // -1 == 7", "n % -4 == -3",
                      "n + t == -6", "b + b > 0 or n == -7"):
        found = case.run("find", "--when", f"done == 1 and ({condition})", "x.trr").stdout.decode()
        case.check(re.search(r"\b5\b", found) is not None, f"{condition} holds in the end", found)
    for condition in ("n // 0 == n // 0", "f + 1 == 2.5", "b * 4 == b * 4"):
        found = case.run("find", "--when", condition, "x.trr")
        case.check(re.search(r"^.*step \d", found.stdout.decode(), re.M) is None, f"{condition} is not known", found.stdout, found.stderr)


finish()
