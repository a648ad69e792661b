# How many blocks of memory there are while CPython, which from 3.14 on keeps freed ints, has none that it could keep.
import sys
B = sys.getallocatedblocks
held, seen = [i << 10 for i in range(1, 2000)], [0] * 20
def count():
    a = seen[0], seen[1], seen[2], seen[3], seen[4], seen[5], seen[6], seen[7], seen[8], seen[9], seen[10], seen[11], seen[12]
    a = seen[0], seen[1], seen[2], seen[3], seen[4], seen[5], seen[6], seen[7], seen[8], seen[9], seen[10], seen[11], seen[12]
    a = seen[0], seen[1], seen[2], seen[3], seen[4], seen[5], seen[6], seen[7], seen[8], seen[9], seen[10], seen[11], seen[12]
    for i in range(20):
        seen[i] = B()
count()
print([y - x for x, y in zip(seen, seen[1:])])
