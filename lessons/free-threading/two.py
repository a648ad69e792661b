import threading

here = threading.Barrier(2)

def burn():
    here.wait()
    for i in range(2_000_000):
        i + 1

cooks = []
for name in "cook-1", "cook-2":
    t = threading.Thread(
        target=burn, name=name)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
