# gc.get_count() after each of many lines, calls and loops.
import gc
gc.collect()
seen = []
def f(n):
    x = [n]
    seen.append(gc.get_count()[0])
    return x
kept = []
for i in range(30):
    kept.append(f(i)); seen.append(gc.get_count()[0])
    kept.append({}); seen.append(gc.get_count()[0])
    a = (i, kept); seen.append(gc.get_count()[0])
class C: pass
for i in range(30):
    c = C(); c.x = c; seen.append(gc.get_count()[0])
print(seen, gc.get_count()[1:])
