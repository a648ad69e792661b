import asyncio
import tracemalloc

async def pot():
    await asyncio.sleep(0.01)

async def main():
    tracemalloc.start()
    tasks = []
    for i in range(1000):
        tasks.append(
            asyncio.create_task(pot()))
    await asyncio.sleep(0)
    used, peak = (
        tracemalloc.get_traced_memory())
    tracemalloc.stop()
    await asyncio.gather(*tasks)
    size = used // 1000
    print(size, "bytes a task:",
          len(str(size)), "digits")

asyncio.run(main())
