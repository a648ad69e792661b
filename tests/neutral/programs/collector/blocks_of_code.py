# How many blocks of memory code takes and gives back.
import sys
def blocks(): return sys.getallocatedblocks() % 200
source = 'def f(x):\n    y = x\n    return [y for z in range(2)]\nf(1)\n'
code = compile(source, 'made.py', 'exec')
seen = [0] * 20  # rests of a division, for which no ints need be made: from 3.14 on CPython keeps those that are freed
for i in range(10):
    exec(code, {})
    exec(compile(source, 'made.py', 'exec'), {})
    (lambda: 1)()
    seen[i] = blocks()
code = None
seen[10] = blocks()
print([(b - a + 100) % 200 - 100 for a, b in zip(seen, seen[1:11])])
