import asyncio

async def cook(pot, time):
    await asyncio.sleep(time)
    print(pot)

async def main():
    await asyncio.gather(
        cook("rice", 0.3),
        cook("tea", 0.1),
        cook("soup", 0.2))

asyncio.run(main())
