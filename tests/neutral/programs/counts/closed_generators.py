# What a generator that is closed where it waits outside of any `try` still holds, also where a line begins with its yield.
import sys
R = sys.getrefcount
x = []
def wide(a):
    local = a
    got = (yield
           [local])
    yield (
        [got]
        if got else
        local)
def narrow(a):
    local = a
    try:
        yield local
    finally:
        print("closed", R(a))
    for _ in range(2):
        yield (local,
               a)
for function in (wide, narrow):
    for turns in range(4):
        i, j = function(x), function(x)
        for _ in range(turns):
            next(i, None), next(j, None)
        i.close()
        print(turns, R(x), i.gi_frame, R(j))
        next(j, None)
        j.close()
        print(turns, R(x), R(i), R(j))
        del i, j
        print(turns, R(x))
for item in wide(x):
    break
print(R(x))
async def waits(a):
    async for item in give(a):
        break
    print(R(a))
async def give(a):
    local = a
    yield (1,
           local)
    yield 2
coroutine = waits(x)
try:
    coroutine.send(None)
except StopIteration:
    print(R(x))
