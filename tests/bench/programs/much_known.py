# SIZE objects in reach, and lines of which it is known what they change.
from time import process_time_ns

ROW = 400


class Point:
    pass


def work(rows, turns):
    last, height = None, len(rows)
    for turn in range(turns):
        point = Point(); point.x = turn; point.y = last
        rows[turn % height][turn % ROW][0] = point
        last = point.x


rows = [list(map(list, [[number]] * ROW)) for number in range(SIZE // ROW)]
begin = process_time_ns()
work(rows, 10000)
taken = process_time_ns() - begin
