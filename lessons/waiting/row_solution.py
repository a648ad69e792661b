import asyncio

async def cook(pot):
    await asyncio.sleep(0.3)
    print(pot, "is done")

async def main():
    await asyncio.gather(
        cook("rice"),
        cook("soup"),
        cook("tea"))

asyncio.run(main())
