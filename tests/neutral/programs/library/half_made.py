# A tuple that C code gives up making dies with nothing in its last places; so does one that a generator is asked for.
import functools
import gc
import heapq
import operator


def failing(count):
    for number in range(count):
        yield number
    raise LookupError(f"after {count}")


for count in (1, 2, 3, 4):
    try:
        print(heapq.nlargest(1, [[1, 2]], key=operator.itemgetter(*range(count))))
    except IndexError as error:
        print(count, error)
    try:
        print(functools.singledispatch(tuple)(failing(count)))
    except LookupError as error:
        print(error)


def looking():
    yield "the first"
    found = [thing for thing in gc.get_objects() if type(thing) is tuple and len(thing) > 1 and thing[0] is mark]
    print(len(found))
    yield 2


mark = object()


def marked():
    yield mark
    yield from looking()


print(len(tuple(marked())))
