import asyncio

async def boil():
    print("boiling")
    return "rice"

slip = boil()
print("called")
dish = asyncio.run(slip)
