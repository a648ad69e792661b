import threading
from time import sleep

n = 0

def add():
    global n
    for i in range(5):
        v = n
        sleep(0.01)
        n = v + 1

cooks = []
for i in range(4):
    t = threading.Thread(
        target=add)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print(n)
