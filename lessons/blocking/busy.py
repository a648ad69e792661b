import asyncio
import time

async def late():
    begin = time.perf_counter()
    await asyncio.sleep(0.02)
    took = time.perf_counter() - begin
    print("late" if took > 0.2
          else "in time")

async def cook():
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        pass

async def main():
    await asyncio.gather(late(), cook())

asyncio.run(main())
