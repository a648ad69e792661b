from threading import Thread
from time import perf_counter

def burn():
    for i in range(300_000):
        i + 1

def one_cook():
    burn()
    burn()

def two_cooks():
    a = Thread(target=burn)
    a.start()
    burn()
    a.join()

def best(job):
    times = []
    for _ in range(7):
        begin = perf_counter()
        job()
        times.append(
            perf_counter() - begin)
    return min(times)

gain = best(one_cook) / best(two_cooks)
print("faster" if gain > 1.6
      else "not faster")
