# Async generators, their closing, cancellation and what the loop does at its end.
import asyncio
async def g():
    try:
        for i in range(5): await asyncio.sleep(0); yield i
    finally: print('closed')
async def main():
    async for i in g():
        if i == 2: break
    a = g(); print(await a.__anext__(), await a.asend(None)); await a.aclose()
    async def w(n): await asyncio.sleep(0.001 * n); return n
    print(await asyncio.gather(*(w(i) for i in range(3)), return_exceptions=True))
    try: await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as e: print('timeout')
    q = asyncio.Queue()
    async def p(): [await q.put(i) for i in range(3)]
    t = asyncio.create_task(p()); print([await q.get() for _ in range(3)], t.done()); await t
    print([x async for x in g() if x % 2], len(asyncio.all_tasks()))
asyncio.run(main())
