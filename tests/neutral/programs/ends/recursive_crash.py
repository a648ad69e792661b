# An unhandled RecursionError, told with its repeated lines.
def f(n): return f(n + 1)
def g(): return f(0)
g()
