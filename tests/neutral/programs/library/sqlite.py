# Databases in memory, with functions, aggregates and row factories in Python.
import sqlite3
db = sqlite3.connect(':memory:'); db.row_factory = sqlite3.Row; calls = []
db.create_function('twice', 1, lambda x: calls.append(x) or x * 2)
class S:
    def __init__(self): self.s = 0
    def step(self, v): self.s += v
    def finalize(self): return self.s
db.create_aggregate('total2', 1, S); db.execute('create table t(a, b)'); db.executemany('insert into t values(?, ?)', [(i, str(i)) for i in range(5)])
print([tuple(r) for r in db.execute('select twice(a), b from t')], db.execute('select total2(a) s from t').fetchone()['s'], calls, db.total_changes)
try: db.execute('nonsense')
except sqlite3.OperationalError as e: print(e)
