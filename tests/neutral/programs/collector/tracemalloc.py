# What tracemalloc counts for the program's own lines.
import tracemalloc
spare = [i << 10 for i in range(200)]; spare = None  # from 3.14 on CPython keeps freed ints, so many as it happens to have
tracemalloc.start(3)
kept = []
for i in range(100): kept.append('x' * 1000 + str(i))
one = [bytearray(50000)]
snapshot = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, __file__)])
for s in snapshot.statistics('lineno')[:2]: print(s.traceback[0].lineno, s.count, s.size)
t = tracemalloc.get_object_traceback(one[0]); print(len(t), t[0].lineno)
before = tracemalloc.get_traced_memory()[0]; kept.clear(); print(tracemalloc.get_traced_memory()[0] < before - 90000, before < 10**6)
tracemalloc.stop(); print(tracemalloc.is_tracing())
