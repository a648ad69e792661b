# Tasks, async generators, locks, timeouts and groups, and a coroutine that nobody awaits.
import asyncio, sys
async def f(n):
    await asyncio.sleep(0)
    return n
async def agen():
    for i in range(3):
        yield i
async def main():
    print(await asyncio.gather(f(1), f(2)), [x async for x in agen()])
    t = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print('cancelled')
    async with asyncio.Lock() as l:
        print(l)
    async with asyncio.timeout(10):
        print(len(asyncio.all_tasks()))
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(f(5))
    print(a.result(), sys.gettrace())
asyncio.run(main())
f(3)
