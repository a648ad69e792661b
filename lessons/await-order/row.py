import asyncio

async def cook(pot):
    print(pot, "on")
    await asyncio.sleep(0)
    print(pot, "off")

async def main():
    await cook("rice")
    await cook("tea")

asyncio.run(main())
