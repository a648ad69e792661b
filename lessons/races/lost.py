import time
from threading import Thread

n = 0

def add():
    global n
    v = n
    time.sleep(0.1)
    n = v + 1

cooks = []
for i in range(4):
    t = Thread(target=add)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print(n)
