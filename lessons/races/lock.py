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
for i in "123":
    t = Thread(target=add,
               name="cook-" + i)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print(n)
