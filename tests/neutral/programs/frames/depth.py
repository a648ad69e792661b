# At which depth the recursion limit is met, for several limits.
import sys
def f(n):
    global deepest
    deepest = n
    f(n + 1)
for limit in (100, 500, 1000):
    sys.setrecursionlimit(limit)
    try:
        f(0)
    except RecursionError as e:
        print(limit, deepest, e)
class P:
    def __getattr__(self, name): return getattr(self, name + 'x')
sys.setrecursionlimit(1000)
try:
    P().a
except RecursionError as e:
    print(type(e).__name__)
