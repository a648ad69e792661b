# Queues, locals, events and timers of threads, and additions that lose nothing.
#: needs a GIL, for without one its threads' additions are lost at other moments each time
import threading, queue
q, out = queue.Queue(), []
def worker():
    while (x := q.get()) is not None:
        out.append(x * 2)
ts = [threading.Thread(target=worker) for _ in range(4)]
for t in ts: t.start()
for i in range(100): q.put(i)
for t in ts: q.put(None)
for t in ts: t.join()
print(sum(out), len(out), threading.active_count(), threading.current_thread().name)
local = threading.local()
local.x = 1
n = 0
def add():
    global n
    for i in range(1000): n += 1
ts = [threading.Thread(target=add) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
e = threading.Event()
threading.Timer(0.01, e.set).start()
print(e.wait(5))
