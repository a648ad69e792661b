# Lists that grow on the value stack, of objects that hold what names lead to: each in its turn, and another in its place.
class Box:
    def __init__(self, content):
        self.content = content


shared = [1, 2]
pair = {'a': shared}


def deal(x):
    return [shared, {'x': x, 'pair': pair}]


def build(n):
    rows = [{'name': 'row %d' % i, 'values': list(range(3)), 'nested': {'s': shared}} for i in range(n)]
    return rows


for n in (0, 1, 2, 5):
    rows = build(n)
    boxes = [Box([shared, pair]) for i in range(n)]
    rows = boxes = None
for _ in range(3):
    count = len([deal(x) for x in (1,)]); count = len([deal(y) for y in (1, 2)]); count = len([deal(z) for z in ()])
    total = sum(len([deal(x) for x in range(y) if x % 2]) for y in range(4))
    nested = [[dict(a=shared, b=list(pair.values())) for x in range(y)] for y in (1, 1, 2, 0, 1)]
    nested = [len([list((shared, x)) for x in range(y)]) for y in (1, 1, 1, 2)]
    nested = [len([[shared, x] for x in range(y)]) for y in (2, 2, 1, 2, 2, 0, 2)]
    nested = [[[shared, x] for x in range(y)] for y in (2, 2, 1, 0, 3)]
    nested = [[[[pair, x] for x in range(y)] for y in (1, 2) if y > z] for z in (0, 1, 2)]
    nested = [len([len([[shared], *([x] for x in range(y))]) for y in (1, 2)]) for z in range(3)]
    nested = [([[shared, x] for x in (1, 2)], [[pair, x] for x in (1, 2)])[y] for y in (0, 1, 0)]
    nested = [[[shared] for x in range(y)] or [[pair] for x in (1, 2)] for y in (2, 0, 2)]
    same = [list([shared]) for x in range(2)][0]
    made = [iter([shared, x]) for x in range(3)]
    drawn = [next(i) for i in made]
    made = [(lambda: shared) for x in range(3)]
    made = [set((x, 'a')) | {('b', 'c')} for x in range(3)]
    made = [*map(list, [[shared], [pair]]), *[deal(1)], [*deal(2)]]
    try:
        broken = [deal(1 // x) for x in (2, 1, 0)]
    except ZeroDivisionError:
        shared.append(n)
    same = made = nested = drawn = None
print(len(shared), count, total)
