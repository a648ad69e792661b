import time
from threading import Thread

def cook(pot):
    time.sleep(0.3)

begin = time.perf_counter()
cooks = []
for pot in "rice", "soup", "tea":
    t = Thread(target=cook, name=pot,
               args=[pot])
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
took = time.perf_counter() - begin
print(round(took / 0.3), "x 0.3 s")
