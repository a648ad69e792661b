import asyncio, threading, sys, io, json, re, queue, time, functools
def gen(xs):
    for x in xs:
        got = yield x
        if got: xs.append(got)
    return xs
data = [[1], [2], [3]]
g = gen(data)
next(g)
g.send([9])
next(g)
g.close()
del g
g = gen(data)
for v in g: v.append(v) if len(v) < 3 else None
def outer(xs):
    r = yield from gen(xs)
    xs.append(r)
    yield r
o = [list(outer([[1], [2]]))[-1]]
ge = (x for x in data)
next(ge)
del ge
s = sum(len(x) for x in data)
t = [x for x in (y for y in data)]
t = any(x is None for x in data)
t = sorted((x for x in data), key=len)
mn = min((x for x in data), key=len)
mm = max(x for x in [[1], [2], [3, 4]])
l = list(gen(data))
l2 = tuple(gen(l))
st = set(map(id, l))
del l, l2
dd = dict((i, x) for i, x in enumerate(data))
dd2 = dict(zip('abc', data))
dd2.update(zip('xy', data))
'-'.join(str(x) for x in data)
data.extend(x for x in [[7], [8]])
data += (x for x in [[5]])
data[1:2] = (x for x in [[0]])
def pipeline():
    a = ([i] for i in range(10))
    b = ((x, x) for x in a if x[0] % 2)
    c = (y for x, y in b)
    return [z for z in c]
pl = pipeline()
def exc(x):
    try:
        if x: raise ValueError(x)
        return x
    except ValueError as err:
        e2 = err
        try: raise KeyError(err) from err
        except KeyError as k: data.append(k.args)
    else: pass
    finally: x = [x]
    return x
exc([1])
exc(0)
r = exc(data)
data.pop()
def rec(n, acc):
    if n: acc.append([n]); rec(n - 1, acc); acc.pop()
rec(10, [])
def boom(n, a):
    b = [a]
    if n == 0: raise RuntimeError(b)
    try: boom(n - 1, b)
    finally: b.append(n)
try: boom(4, data)
except RuntimeError as err: held = err
held.args
held = None
try: {}['x']
except KeyError: pass
hasattr(data, 'zzz')
getattr(data, 'zz', data)
next(iter([]), data)
exec("data.append([1]); new = data[0]", globals())
exec("q = data[0]; q.append(3)", {'data': data})
ev = eval("data[-1]")
ev.append(ev)
ev.pop()
async def co(x):
    await asyncio.sleep(0)
    x.append(1)
    return x
async def main():
    xs = [[i] for i in range(3)]
    rs = await asyncio.gather(*(co(x) for x in xs))
    async def ag():
        for x in xs: yield x
    async for x in ag(): x.append(2)
    ys = [x async for x in ag()]
    async with asyncio.Lock() as lk: ys.append(lk)
    t = asyncio.create_task(co(ys))
    await t
    q = asyncio.Queue()
    await q.put(ys)
    z = await q.get()
    z.append(z)
    z.pop()
    return rs
asyncio.run(main())
box = []
th = threading.Thread(target=lambda: box.append([1]))
th.start()
th.join()
box.append(2)
q = queue.Queue()
q.put(data)
q2 = q.get()
q2.append(5)
q2.pop()
js = json.loads('{"a": [1, {"b": 2}]}')
js['a'][1]['b'] = js
js['a'][1]['b'] = 0
json.dumps(js)
m = re.match(r'(\w)(\w)', 'ab')
m.groups()
re.sub('a', lambda m: box.append(m) or 'x', 'aaa')
box.clear()
@functools.lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(8)
@functools.lru_cache(None)
def lst(n): return [n]
a = lst(1)
b = lst(1)
a.append(b)
b.pop()
lst.cache_clear()
class P:
    @functools.cached_property
    def c(self): return [self]
p = P()
p.c.append(1)
p.c.pop()
del p.c
match data:
    case [first, *others]: others.append(first)
match {'k': data}:
    case {'k': [x, *_], **kw}: x = None
if (w := data[0]) is not None: w = [w]
x = y = z = [1]
x += y
x, y = y, x
def kw(a, /, b, *, c): return a, b, c
kw(data, b=box, c=p)
kw(*[1], **dict(b=data, c=box))
print(*[1, 2], sep='', end='\n', file=io.StringIO())
sorted(data, key=str)
data.sort(key=str, reverse=True)
text = ''
for i in range(20): text += 'x'
lambda_list = [(lambda v: lambda: v)(d) for d in data]
[f() for f in lambda_list]
lambda_list.clear()
stack = []
for i in range(30):
    stack.append([i])
    if i % 3 == 0: stack.pop()
    if i % 5 == 1: stack.insert(0, stack.pop()); stack[-1].append(stack[0]); stack.pop(0); stack.append([])
res = (data[0],
       [data[1],
        len(data)],
       {'k': data[2],
        'l': str(data)}, kw(data[0],
           b=[data[1]],
           c=2))
def nested(*a): return a
res = nested(data[0], nested(data[1], nested(data[2],
    [data[0]]), {1: data[1]}), lambda: data)
del res
big = list(range(100000))
big.append([1])
big.pop()
big[5] = [data]
big[5] = 0
big[50000] = data[0]
big[50000] = None
big.append(data)
big.pop()
del big
import copy as cc
from collections import *
def hanoi(n, a, b, c):
    if n: hanoi(n - 1, a, c, b); c.append(a.pop()); hanoi(n - 1, b, a, c)
A, B, C = [[i] for i in range(4)], [], []
hanoi(4, A, B, C)
matrix = [[j for j in range(4)] for i in range(4)]
tr = [[row[i] for row in matrix] for i in range(4)]
tr2 = list(map(list, zip(*matrix)))
tr[0][0] = tr2
tr[0][0] = 0
mem = {}
def fibm(n):
    if n in mem: return mem[n]
    mem[n] = r = n if n < 2 else fibm(n - 1) + fibm(n - 2)
    return r
fibm(12)
sys.setrecursionlimit(1000)

seen = []
sys.setprofile(lambda frame, event, arg: seen.append([event]))
len([])
abs(1)
sys.setprofile(None)
seen.pop()
def tracer(frame, event, arg):
    seen.append([event])
    return tracer
sys.settrace(tracer)
kw(1, b=2, c=seen)
sys.settrace(None)
seen.append(kw)
sys.addaudithook(lambda event, args: seen.append([event]) if event == 'builtins.id' and len(seen) < 50 else None)
id(seen)
x = id(seen)
y = x
