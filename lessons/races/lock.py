import time
from threading import Lock, Thread

n = 0
lock = Lock()

def add():
    global n
    with lock:
        v = n
        time.sleep(0.1)
        n = v + 1

cooks = []
for name in "cook-1", "cook-2", "cook-3":
    t = Thread(target=add, name=name)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print(n)
