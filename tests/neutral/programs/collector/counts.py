# How many allocations there were since the last collection, and which collections there have been.
import gc
print(gc.get_count()[1:], gc.isenabled(), gc.get_threshold())
import sys
when = []
gc.callbacks.append(lambda phase, info: when.append((phase, info['generation'])))
keep = []
for i in range(5000):
    keep.append([i])
print(len(when), when[:20])
del keep
for i in range(3000):
    a = []; a.append(a)
print(len(when))
print(gc.collect())
