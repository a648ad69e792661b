import asyncio

async def pot():
    await asyncio.sleep(0.2)

async def main():
    await asyncio.gather(
        *[pot() for i in range(10_000)])

asyncio.run(main())
