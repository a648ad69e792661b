import asyncio

async def cook(pot, time):
    await asyncio.sleep(time)
    print(pot, "is done")
    return pot

async def main():
    dishes = await asyncio.gather(
        cook("rice", 0.2),
        cook("tea", 0.1))
    print(dishes)

asyncio.run(main())
