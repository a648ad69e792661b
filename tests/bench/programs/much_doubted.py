# SIZE objects in reach, and lines of which it is not known what they change: C code that calls back, exceptions.
from time import process_time_ns

ROW = 400


def first(row):
    return row[0]


def work(few, turns):
    for turn in range(turns):
        least = sorted(few, key=first)
        try:
            raise ValueError(turn)
        except ValueError as error:
            least[0][0] = -turn


few = [[number] for number in range(10)]
rows = [list(map(list, [[number]] * ROW)) for number in range(SIZE // ROW)]
begin = process_time_ns()
work(few, 20)
taken = process_time_ns() - begin
