# A tuple that C code gives up making dies with nothing in its last places; so does one that a generator is asked for.
import functools
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
