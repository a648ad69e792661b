import asyncio
import time

async def clock():
    for i in range(3):
        print("tick")
        await asyncio.sleep(0.05)

def stir():
    time.sleep(0.4)

async def cook():
    print("cook begins")
    await asyncio.to_thread(stir)
    print("cook ends")

async def main():
    await asyncio.gather(clock(), cook())

asyncio.run(main())
