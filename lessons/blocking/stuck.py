import asyncio
import time

async def clock():
    for i in range(3):
        print("tick")
        await asyncio.sleep(0.05)

async def cook():
    print("cook begins")
    time.sleep(0.4)
    print("cook ends")

async def main():
    await asyncio.gather(clock(), cook())

asyncio.run(main())
