import asyncio
import time

async def cook(pot):
    await asyncio.sleep(0.3)

async def main():
    await asyncio.gather(
        cook("rice"),
        cook("soup"),
        cook("tea"))

begin = time.perf_counter()
asyncio.run(main())
took = time.perf_counter() - begin
print(round(took / 0.3), "x 0.3 s")
