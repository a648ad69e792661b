# sys.getallocatedblocks goes up and down by what the program makes.
import sys
B = sys.getallocatedblocks
class C: pass
seen = [0] * 40
def f(x): y = [x]; return B()
for i in range(10):
    a = [i]; seen[4 * i] = B(); b = C(); b.x = 1; seen[4 * i + 1] = B(); seen[4 * i + 2] = f(i); a = b = None; seen[4 * i + 3] = B()
print([y - x for x, y in zip(seen, seen[1:])])
