# Locks, conditions, semaphores, barriers and events in a fixed order.
import threading
log, c, n = [], threading.Condition(), 0
def w(i):
    global n
    with c:
        while n != i: c.wait()
        log.append(i); n += 1; c.notify_all()
ts = [threading.Thread(target=w, args=(i,)) for i in reversed(range(5))]
for t in ts: t.start()
for t in ts: t.join()
print(log); r = threading.RLock()
with r, r: print(r._is_owned())
s = threading.Semaphore(2); print(s.acquire(), s.acquire(), s.acquire(blocking=False)); b = threading.Barrier(3); out = []
ts = [threading.Thread(target=lambda: out.append(b.wait())) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out)); l = threading.Lock(); l.acquire(); print(l.acquire(timeout=0.01), l.locked())
