"""Random but sensible programs: the same number gives the same program, on every CPython.

A statement is one of STATEMENTS or BLOCKS in which each <word> has been replaced by one of that word's forms, until none is
left.  What fails is caught where it fails, so that a program goes on.
"""
import random
import re

HEAD = """
import collections, copy, functools, gc, weakref
gc.disable()  # (the collector might come while a program tells of itself)
class Plain:
    shared = []
    def __init__(self, x=None, *more):
        self.x = x
        self.more = more
    def get(self):
        return self.x
    def put(self, x):
        old, self.x = self.x, x
        return old
class Slotted:
    __slots__ = ("x", "y", "__weakref__")
    def __init__(self, x=None):
        self.x = x
        TELL
        self.y = [x]
    def get(self):
        return self.y
    def put(self, x):
        self.y, self.x = self.x, x
class Dying(Plain):
    kept = []
    def __del__(self):
        TELL
        Dying.kept[:] = [self.x]
class Careful:
    def __init__(self, x=None):
        self._x = x
    @property
    def x(self):
        TELL
        return self._x
    @x.setter
    def x(self, x):
        self._x = x
    def get(self):
        return self.x
    def put(self, x):
        self.x = x
        return self
    def __eq__(self, other):
        return type(other) is Careful
    def __hash__(self):
        return 7
    def __enter__(self):
        return self._x
    def __exit__(self, kind, error, trace):
        TELL
        return kind is not None
Pair = collections.namedtuple("Pair", "left right")
def closing(x=None, *more, **named):
    def inner(y=None):
        nonlocal x
        x, old = [x], x
        TELL
        return old
    return inner
def counting(x=None):
    p = [x]
    yield p
    TELL
    yield x
l1, l2, d1, d2, t1, t2, n1, n2, s1, s2, m1, m2 = [1, 2], [[3]], {'k': []}, {}, (1, [2]), (), 5, 1000, 'ab', 'text', {1}, set()
o1, o2, p, q, f, it, ref = Plain(1), Slotted(), 1, 2, closing([1]), iter([]), None
"""

FORMS = {
    "class": "Plain Slotted Dying Careful".split(), "number": ["1", "2"], "l": ["l1", "l2"], "d": ["d1", "d2"], "o": ["o1", "o2"],
    "t": ["t1", "t2"], "n": ["n1", "n2"], "s": ["s1", "s2"], "m": ["m1", "m2"],
    "any": ["<l>", "<d>", "<o>", "<o>", "<t>", "<n>", "<s>", "<m>", "None", "()", "1.5", "<list>", "<tuple>", "<dict>",
            "<thing>", "<call>", "<function>", "<int>", "<text>"],
    "short": ["<l>", "<d>", "<o>", "<t>", "<n>", "None"],
    "int": ["<n>", "7", "300", "10 ** 20", "len(<l>)", "(<n> + 1)", "sum(range(4))", "(<n> if <l> else 3)"],
    "text": ["<s>", "'bcd'", "(<s> + 'z')[:9]", "<s>.upper()", "f'{<n>}-{<s>}'[:9]", "'+'.join(['a', <s>])[:9]"],
    "list": ["[]", "[<any>]", "[<any>, <any>]", "<l>[:3]", "<l>[:2] + [<any>]", "[[x] for x in <l>[:3]]", "list(<t>)",
             "[*<l>[:2], <any>]", "[<any>] * 2", "list(<d>.items())[:3]", "list(zip(<l>[:3], <t>))", "[*<generator>]",
             "[(lambda: x) for x in <l>[:2]]", "[type(g) for g in (<generator>, counting(1))]", "[o.get() for o in (<o>, <o>)]",
             "[type(counting(x)) for x in <l>[:2]]", "sorted([<n>, 3], key=lambda n: -n)", "copy.copy(<l>)[:4]",
             "[<thing> for _ in range(2)]"],
    "tuple": ["(<any>,)", "(<any>, <any>)", "<t>[:2] + (<any>,)", "tuple(<l>[:3])", "Pair(<any>, <any>)", "divmod(<n>, 3)",
              "(lambda *a: a)(<any>, *<l>[:2])"],
    "dict": ["{}", "{'k': <any>}", "dict(k=<any>, m=<any>)", "{**<d>, 'k': <any>}", "<d>.copy()", "(<d> | {1: <any>})",
             "{n: x for n, x in enumerate(<l>[:3])}", "(lambda **named: named)(k=<any>)", "getattr(<o>, '__dict__', {})"],
    "set": ["set()", "{1, <n>}", "frozenset([<s>])", "(<m> | {5})", "{x for x in 'ab'}"],
    "thing": ["<class>(<any>)", "<class>()", "copy.copy(<o>)", "<class>(<class>(<any>))"],
    "generator": ["counting(<short>)", "(x for x in <l>[:3])", "iter(<l>[:2])", "map(list, ([<short>], [1]))"],
    "function": ["(lambda x=None, *r: x)", "closing(<short>)", "functools.partial(closing, <short>)", "<o>.get", "len"],
    "call": ["<o>.get()", "<o>.put(<short>)", "closing(<short>)()", "next(<generator>, None)", "<d>.setdefault('k', <short>)",
             "<d>.pop('k', <short>)", "getattr(<o>, 'x', None)", "copy.deepcopy(<t>)", "max([<l>[:1], []], key=len)",
             "functools.reduce(lambda a, b: [a, b], <l>[:3], None)"],
}

STATEMENTS = """
l<number> = <list>;d<number> = <dict>;o<number> = <thing>;t<number> = <tuple>;n<number> = <int>;s<number> = <text>
m<number> = <set>;p = <any>;p, q = <any>, <any>;p, *q = <list> or [1];<l>.append(<any>);<l> += [<any>];<l>.insert(0, <any>)
gc.collect();del <l>[:1];<l>.clear();<l>.pop();<l>.extend(<generator>);<l>.reverse();<l>[0] = <any>;<l>[0], <l>[-1] = <l>[-1], <l>[0]
<d>['k'] = <any>;<d>[<n>] = <any>;<d>.update(m=<any>);del <d>['k'];<d>.clear();<o>.x = <any>;<o>.x = <o>;del <o>.x
<o>.put(<any>);<m>.add(<s>);<m>.discard(1);<n> += 1;<s> = <s>[:8];it = <generator>;p = next(it, None);it.close();f = <function>
p = f();f = None;ref = weakref.ref(<o>);p = ref();p = <call>;<call>;<l>.sort(key=lambda x: 0);p = <any> == <any>;p = <o> in <l>
vars(<o>)['x'] = <any>;p = q = None;l1, l2 = l2, l1;<l>[1:1] = <tuple>;<l> *= 2;del p
globals()['q'] = <any>;raise ValueError(<any>);p = lambda: <l>;Plain.shared = <any>
""".replace("\n", ";").strip(";").split(";")

BLOCKS = """
for p in <list>:;for p in <generator>:;for n, p in enumerate(<list>):;for p, q in zip(<list>, <generator>):;if <any>:
for k, p in list(<d>.items())[:3]:;with Careful(<any>) as p:;def inner(l1=<any>, *t1, o1=<any>, **d1):;while True:
class Body:;for p in range(3):;for <o>.x in <l>[:2]:
""".replace("\n", ";").strip(";").split(";")


class Program:
    """`source` has, after some statements, the line that `tell` is."""

    def __init__(self, number, size, tell):
        self.random, self.tell, self.lines = random.Random(number), tell, []
        for _ in range(size):
            self.statement(0)
        self.put(0, "del Dying.__del__")  # (while the interpreter ends, nothing can be told)
        self.source = HEAD.replace("TELL", tell) + "\n".join(self.lines) + "\n"

    def expand(self, text, depth=0):
        def form(match):
            word = "short" if match[1] == "any" and depth > 1 else match[1]
            return self.expand(self.random.choice(FORMS[word]), depth + 1)
        return re.sub(r"<(\w+)>", form, text)

    def put(self, indent, text):
        self.lines.append("    " * indent + text)

    def block(self, indent, most):
        for _ in range(self.random.randint(1, most)):
            self.statement(indent)

    def statement(self, indent):
        if indent > 4 or self.random.random() < .7:
            self.put(indent, "try: " + self.expand(self.random.choice(STATEMENTS)))
            self.put(indent, "except Exception as error:")
            self.put(indent + 1, self.tell)
            if self.random.random() < .6:
                self.put(indent, self.tell)
            return
        head = self.expand(self.random.choice(BLOCKS))
        self.put(indent, "try:")
        if head.startswith("while"):
            head = f"while turns{indent}:"
            self.put(indent + 1, f"turns{indent} = 3")
        self.put(indent + 1, head)
        if head.startswith("while"):
            self.put(indent + 2, f"turns{indent} -= 1")
        if head.startswith("def"):
            self.put(indent + 2, "l2, d2, t2, o2, n1, n2, s1, s2, m1, m2 = [l1], {}, (1,), Plain(d1), 1, 2, 'a', 'b', {1}, {2}")
            self.put(indent + 2, "p, q, f, it, ref = 1, [t1], len, iter([1]), None")
        self.block(indent + 2, 3)
        if head.startswith("def"):
            self.put(indent + 2, self.random.choice(["return ", "yield "]) + self.expand("<any>"))
            self.put(indent + 1, self.expand("p = inner(<any>, <any>, o1=<any>, k=<any>)"))
        self.put(indent, "finally:")
        self.put(indent + 1, self.tell)
        if indent == 0:
            self.lines.insert(len(self.lines) - 2, "except Exception: pass")
