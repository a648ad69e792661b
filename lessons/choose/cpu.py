from threading import Thread
from time import perf_counter as now

def burn():
    for i in range(400_000):
        i + 1

def plain():
    burn()
    burn()

def threads():
    t = Thread(target=burn)
    t.start()
    burn()
    t.join()

def best(way):
    times = []
    for i in range(7):
        begin = now()
        way()
        times.append(now() - begin)
    return min(times)

gain = best(plain) / best(threads)
print("threads:", "faster"
      if gain > 1.6 else "no gain")
