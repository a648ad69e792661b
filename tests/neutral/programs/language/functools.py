# Caches, partials, reduction, dispatch and wraps.
import functools
calls = []
@functools.lru_cache(maxsize=3)
def fib(n): calls.append(n); return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(8), fib.cache_info(), calls)
p = functools.partial(print, 'partial', end='!\n'); p(1); print(p.args, p.keywords)
print(functools.reduce(lambda a, b: a * b, range(1, 6)), sorted('bca', key=functools.cmp_to_key(lambda a, b: ord(a) - ord(b))))
@functools.singledispatch
def s(x): return 'any'
@s.register
def _(x: int): return 'int'
print(s(1), s('x'))
class C:
    @functools.cached_property
    def v(self): calls.append('v'); return [1]
c = C(); print(c.v is c.v, calls[-2:])
@functools.total_ordering
class O:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __eq__(self, o): return self.v == o.v
print(O(1) >= O(0), max(O(1), O(2)).v)
