# Pools of threads, futures, their order and exceptions.
import concurrent.futures as cf
def w(i):
    if i == 3: raise ValueError(i)
    return i * i
with cf.ThreadPoolExecutor(2) as pool:
    print(list(pool.map(w, range(3)))); f = pool.submit(w, 3)
    print(repr(f.exception()), f.done(), f.cancel()); fs = [pool.submit(w, i) for i in (1, 2)]; print(sorted(x.result() for x in cf.as_completed(fs)))
