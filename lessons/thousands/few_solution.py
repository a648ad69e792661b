import asyncio

now = most = 0
stove = asyncio.Semaphore(3)

async def pot():
    global now, most
    async with stove:
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

async def main():
    await asyncio.gather(
        *[pot() for i in range(12)])

asyncio.run(main())
print(most, "at once")
