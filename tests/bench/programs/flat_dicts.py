# SIZE dictionaries in scope, of which each turn changes one.
from time import process_time_ns


def work(rows, turns):
    for i in range(turns):
        row = rows[i % 10]
        row['count'] += 1


rows = [{'number': i, 'count': 0} for i in range(SIZE)]
begin = process_time_ns()
work(rows, 5000)
taken = process_time_ns() - begin
