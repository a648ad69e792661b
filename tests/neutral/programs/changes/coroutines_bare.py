# Coroutines driven by hand: send, throw, close, awaitables of one's own, and one awaited by two.
import types, inspect
class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        got = yield self.v
        self.v = [self.v, got]
        return self.v
async def child(x):
    local = [x]
    r = await Aw(local)
    local.append(r)
    return local
async def parent():
    a = await child(1)
    try:
        b = await child(2)
    except KeyError as e:
        b = [e.args]
    try:
        return a, b
    finally:
        log.append("fin")
log = []
c = parent()
v = c.send(None)
print(v)
w = c.send("sent")
print(w, c.cr_await.__name__, inspect.getcoroutinestate(c))
try:
    c.throw(KeyError("k"))
except StopIteration as s:
    res = s.value
print(res, log)
try:
    c.send(None)
except RuntimeError as e:
    print(e)
@types.coroutine
def old(n):
    for i in range(n):
        x = yield [i]
        log.append(x)
    return log
async def two(k):
    return await k
k = old(3)
t1, t2 = two(k), two(k)
print(t1.send(None), t2.send(None), k.send(7))
for t in (t1, t2):
    try:
        t.send("end")
    except StopIteration as s:
        print(s.value is log)
t1.close(); t2.close()
async def closing():
    try:
        await Aw([0])
    except GeneratorExit:
        log.append("GE")
        raise
    finally:
        log.append("f2")
d = closing()
d.send(None)
e = d
del d
e.close()
print(log)
async def loop():
    async with Ctx() as q:
        async for i in AIter():
            q.append(i)
    return q
class Ctx:
    async def __aenter__(self): await Aw("enter"); self.q = []; return self.q
    async def __aexit__(self, *a): await Aw("exit"); self.q.append(a[0])
class AIter:
    n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        await Aw(self.n)
        self.n += 1
        if self.n > 3:
            raise StopAsyncIteration
        return [self.n]
l = loop()
seen = []
while True:
    try:
        seen.append(l.send(len(seen) or None))
    except StopIteration as s:
        print(s.value, seen)
        break
