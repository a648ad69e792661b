import threading

def burn():
    n = 0
    for i in range(2_000_000):
        n += i

cooks = []
for name in "cook-1", "cook-2":
    t = threading.Thread(
        target=burn, name=name)
    cooks.append(t)
    t.start()
for t in cooks:
    t.join()
