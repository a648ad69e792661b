# A thread of its own takes memory as it does without a watcher.
#: places
#: by lines for the main thread allocates too, once a thread takes longer than a switch interval
import threading
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
def work():
    for i in range(20): out.append((n([i]), n({}), n((i, i))))
for _ in range(3):
    out = []
    t = threading.Thread(target=work); t.start(); t.join()
    print(out)
