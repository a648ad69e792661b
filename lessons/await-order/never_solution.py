import asyncio

async def ready():
    await asyncio.sleep(0)
    return 1

async def helper():
    print("helper's turn")

async def main():
    asyncio.create_task(helper())
    n = 0
    while n < 3:
        n += await ready()
    print("counted")
    await asyncio.sleep(0)

asyncio.run(main())
