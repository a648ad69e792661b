# gc.callbacks hears of the same collections, with the same numbers.
import gc
log = []
gc.callbacks.append(lambda phase, info: log.append((phase, sorted(info.items()))))
class C: pass
for i in range(3000):
    c = C(); c.me = c
    if i % 1000 == 0: gc.collect(i // 1000)
print(len(log), log[:12], [s['collections'] for s in gc.get_stats()] if len(log) else 0)
print([s['collected'] for s in gc.get_stats()])
