# Recursion far beyond the usual limit.
import sys
sys.setrecursionlimit(3000)
def f(n): return f(n - 1) + 1 if n else 0
print(f(2500))
def h(n, *a): return h(n - 1, n, *a[:2]) if n else a
print(h(2000))
try: f(10**6)
except RecursionError: print('met')
