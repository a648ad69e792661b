# How deep generators can be that go through each other: CPython runs most without the C stack.
import sys
def loops(n):
    global deepest
    deepest = n
    for x in loops(n + 1):
        yield x
def delegates(n):
    global deepest
    deepest = n
    yield from delegates(n + 1)
def tree(n):
    if n:
        for x in tree(n - 1):
            yield x
    else:
        yield n
for f in (loops, delegates, loops):
    try:
        for x in f(0): pass
    except RecursionError as e:
        print(deepest, e)
for depth in (50, 400, 900, 980):
    try:
        print(depth, sum(1 for x in tree(depth)))
    except RecursionError as e:
        print(depth, e)
