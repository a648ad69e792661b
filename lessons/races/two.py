import time
from threading import Lock, Thread

n = 0
red = Lock()
blue = Lock()

def add(lock):
    global n
    with lock:
        v = n
        time.sleep(0.1)
        n = v + 1

cooks = []
for lock in red, blue, red, blue:
    t = Thread(
        target=add, args=[lock])
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print(n)
