import asyncio

async def cook(pot):
    print(pot, "on")
    await asyncio.sleep(0)
    print(pot, "off")

async def main():
    a = asyncio.create_task(
        cook("rice"))
    b = asyncio.create_task(
        cook("soup"))
    print("slips written")
    await a
    await b

asyncio.run(main())
