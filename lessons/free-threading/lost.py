import threading

here = threading.Barrier(2)
n = 0

def add():
    global n
    here.wait()
    for i in range(300_000):
        n += 1

cooks = []
for name in "cook-1", "cook-2":
    t = threading.Thread(
        target=add, name=name)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
print("lost:", "nothing"
      if n == 600_000 else "some")
