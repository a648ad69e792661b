# A list of SIZE in scope, of which each turn changes one element.
from time import process_time_ns


def work(items, turns):
    last = len(items) - 1
    for i in range(turns):
        items[last] = i
        items.append(i)
        items.pop()


values = list(range(SIZE))
begin = process_time_ns()
work(values, 5000)
taken = process_time_ns() - begin
