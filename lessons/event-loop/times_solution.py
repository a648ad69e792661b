import asyncio

async def cook(pot, time):
    await asyncio.sleep(time)
    print(pot)

async def main():
    await cook("rice", 0.3)
    await cook("tea", 0.1)
    await cook("soup", 0.2)

asyncio.run(main())
