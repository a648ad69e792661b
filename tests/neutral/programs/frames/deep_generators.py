# Deep delegation of generators and coroutines, and where the limit is met.
import sys
def g(n):
    if n: return (yield from g(n - 1)) + 1
    yield 'bottom'
    return 0
it = g(300); print(next(it))
try: next(it)
except StopIteration as e: print(e.value)
async def c(n): return await c(n - 1) + 1 if n else 0
try: c(300).send(None)
except StopIteration as e: print(e.value)
sys.setrecursionlimit(200)
try: next(g(300))
except RecursionError as e: print(e)
try: c(300).send(None)
except RecursionError as e: print(e)
