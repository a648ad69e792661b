# Tracebacks without marks, and integers as text without a limit.
#: set PYTHONNODEBUGRANGES=1
#: set PYTHONINTMAXSTRDIGITS=0
print(len(str(1 << 50000)))
def f(a): return a['b']['c']
f({'b': None})
