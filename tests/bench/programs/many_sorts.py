# For the profile that optimises runners (src/runner/profile.mk), no measurement: what the other programs do seldom or never, so
# that what is slow anyway is not laid out as if it never ran.  Sets, deques, C code that calls back, exceptions, properties,
# keywords, deaths with __del__, containers in containers, comprehensions, text.
import collections
import functools
import itertools


class Shape:
    made = 0

    def __init__(self, *sides, name='shape'):
        self.sides, self.name = list(sides), name
        Shape.made += 1

    @property
    def around(self):
        return sum(self.sides)

    def __lt__(self, other):
        return self.around < other.around

    def __eq__(self, other):
        return isinstance(other, Shape) and self.sides == other.sides

    def __hash__(self):
        return hash(tuple(self.sides))

    def __del__(self):
        Shape.made -= 1


def counted(function):
    @functools.wraps(function)
    def wrapper(*positional, **named):
        calls[function.__name__] += 1
        return function(*positional, **named)
    return wrapper


@counted
def check(value, *, least=0):
    if value < least:
        raise ValueError(value, least)
    return value


def spread(graph, start):
    waiting, seen = collections.deque([start]), set()
    while waiting:
        node = waiting.popleft()
        if node in seen:
            continue
        seen.add(node)
        for other in graph.get(node, ()):
            if other not in seen:
                waiting.append(other)
    return seen


calls = collections.Counter()
graph = {i: {(i * 3 + 1) % 30, (i * 7 + 2) % 30} for i in range(30)}
shapes, wrong, words = [], [], []
for turn in range(12):
    reached = spread(graph, turn)
    shapes = sorted((Shape(turn, k, name=str(k)) for k in (3, 1, 2)), reverse=turn % 2 == 0)
    shapes += [Shape(*pair) for pair in itertools.combinations(range(3), 2)]
    unique = set(shapes)
    for shape in shapes:
        try:
            check(shape.around, least=turn // 2)
        except ValueError as error:
            wrong.append(error.args)
        finally:
            words.append(f'{shape.name}:{shape.around}')
    table = {name: [part for part in words if part.startswith(name)] for name in ('shape', '1', '2')}
    rows = [list(row) for row in zip(*[range(4)] * 3)]
    rows[turn % 4].insert(1, {'turn': turn, 'reached': frozenset(reached)})
    first, *rest = max(rows, key=lambda row: len(row)), turn
    grid = [[x * y for x in range(4)] for y in range(3)]
    total = functools.reduce(lambda sum, row: sum + row[turn % 4], grid, 0)
    buffer = bytearray(range(8))
    buffer[turn % 8] = turn
    del words[:5]
