import asyncio
import time
from threading import Thread

def wait():
    time.sleep(0.1)

def plain():
    for i in range(5):
        wait()

def threads():
    cooks = [Thread(target=wait)
             for i in range(5)]
    for t in cooks:
        t.start()
    for t in cooks:
        t.join()

async def one():
    await asyncio.sleep(0.1)

async def five():
    await asyncio.gather(
        *[one() for i in range(5)])

def tasks():
    asyncio.run(five())

times = {}
for way in plain, threads, tasks:
    begin = time.perf_counter()
    way()
    took = time.perf_counter() - begin
    times[way.__name__] = took
    print(f"{way.__name__:8} {took:.2f} s")
print("slowest:", max(times, key=times.get))
