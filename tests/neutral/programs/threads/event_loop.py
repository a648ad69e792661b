# An event loop: its classes, the references to its tasks, the collector's count at each turn, tracebacks through it.
import asyncio, collections, contextvars, gc, inspect, sys, traceback
counts = []
async def fetch(n):
    counts.append(gc.get_count()[0])
    await asyncio.sleep(n / 100)
    return n
async def fails():
    await asyncio.sleep(0)
    raise ValueError
class Future(asyncio.Future):
    def __getattribute__(self, name):
        if name == "_state":
            print("asked")
        return super().__getattribute__(name)
async def waits(future):
    return await future
async def main():
    task = asyncio.current_task()
    print(sys.getrefcount(task), len(gc.get_referrers(task)), task, asyncio.all_tasks() == {task})
    loop = asyncio.get_running_loop()
    handle = loop.call_soon(print, "called")
    print(type(handle).__mro__, handle, type(loop.call_later(0, print, "later")).__mro__)
    counts.append(gc.get_count()[0])
    print(await asyncio.gather(*(fetch(n) for n in (3, 1, 2))))
    future = Future()
    loop.call_soon(future.set_result, 7)
    print(await asyncio.create_task(waits(future)))
    try:
        await asyncio.create_task(fails())
    except ValueError:
        print(len(traceback.format_exc().splitlines()))
    loop.call_soon(lambda: print([frame.function for frame in inspect.stack()]))
    await asyncio.sleep(0)
gc.collect()
gc.disable()
print(type(asyncio.Handle._run), asyncio.Handle.__init__.__qualname__, type(asyncio.BaseEventLoop.create_task))
print(collections.deque.append, contextvars.Context.run, contextvars.Context().run(lambda: 1))
asyncio.run(main())
print(counts[0] > 0, sys.getrefcount(asyncio.Task), sys.getrefcount(asyncio.Handle))
print([count - counts[0] for count in counts])
print(sorted(name for name in sys.modules if "asyncio" in name))
