# A thread of its own takes memory as it does without a watcher.
#: places
import threading
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
def work():
    for i in range(20): out.append((n([i]), n({}), n((i, i))))
for _ in range(3):
    out = []
    t = threading.Thread(target=work); t.start(); t.join()
    print(out)
