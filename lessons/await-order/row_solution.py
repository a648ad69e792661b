import asyncio

async def cook(pot):
    print(pot, "on")
    await asyncio.sleep(0)
    print(pot, "off")

async def main():
    await asyncio.gather(
        cook("rice"),
        cook("tea"))

asyncio.run(main())
