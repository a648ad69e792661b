"""Arrays change where C code is given them, or a method of theirs."""
from array import array
from functools import partial
from itertools import starmap, takewhile, accumulate
from operator import setitem
import random
import struct

numbers = array("h", range(4))
view = memoryview(numbers)
other = view[1:3]


def change(item):
    numbers[0] = item
    return item


class Filling:
    def __iter__(self):
        return self

    def __next__(self):
        numbers[1] += 1
        if numbers[1] > 8:
            raise StopIteration
        return numbers[1]

    def __len__(self):
        numbers[2] = 77
        return 3

    def __index__(self):
        numbers[3] = 66
        return 1

    def __eq__(self, other):
        numbers[2] = 11
        return True

    def __hash__(self):
        numbers[2] = 12
        return 5

    def __bool__(self):
        numbers[2] = 13
        return True

    @property
    def part(self):
        numbers[2] = 14
        return self

    def __getitem__(self, key):
        numbers[2] = 15
        return key


filling = Filling()
for item in map(partial(setitem, numbers, 0), range(3)):
    item = None
for item in map(numbers.__setitem__, (1, 2), (30, 31)):
    item = None
for item in zip(map(change, range(3)), range(2)):
    seen = item
for item in enumerate(filling):
    seen = item
for item in filter(change, range(2)):
    seen = item
for item in starmap(view.__setitem__, [(0, 5), (1, 6)]):
    seen = item
for item in takewhile(change, (3, 2, 0)):
    seen = item
for item in accumulate((1, 2, 3), lambda one, two: change(one + two)):
    seen = item
for item in iter(partial(change, 4), 4):
    seen = item
first, *rest = map(change, (7, 8, 9))
kept = [*map(change, (1, 2))]
kept.extend(map(change, (4, 5)))
total = sum(map(change, (1, 2, 3)))
most = max(map(change, (3, 1)), key=change)
order = sorted((3, 1, 2), key=change)
size = len(filling)
row = [1, 2, 3]
picked = row[filling]
found = filling in row
table = {filling: 1}
got = table[filling]
got = table.get(filling)
if filling:
    found = None
found = filling.part
found = filling[3]
found = change in (filling, 1)
joined = ",".join(map(str, map(change, (5, 6))))
struct.pack_into("hh", numbers, 0, 21, 22)
view[1] = 9
other[0] = 19
del item
random.Random(1).shuffle(numbers)
view = other = None
numbers.append(3)
numbers.extend([4, 5])
numbers[1:3] = array("h", [1])
del numbers[0]
numbers *= 2
numbers.reverse()
last = numbers.pop()
numbers.byteswap()


class Named(array):
    """Its attributes change as others' do."""


named = Named("h", [1, 2])
named.tags = []
named.tags.append(1)
named.last = numbers
named[0] = 5
setattr(named, "more", 1)
vars(named)["most"] = 2
for key in map(named.__setattr__, ("one", "two"), (1, 2)):
    key = None
vars(named).update(tags=None)
for one in map(partial(setitem, vars(named), "three"), range(3)):
    one = None
del named.last
