# sys.getallocatedblocks goes up and down by what the program makes.
import sys
def B(): return sys.getallocatedblocks() % 200
class C: pass
B()
seen = [0] * 40  # rests of a division, for which no ints need be made: from 3.14 on CPython keeps those that are freed
def f(x): y = [x]; return B()
for i in range(10):
    a = [i]; seen[4 * i] = B(); b = C(); b.x = 1; seen[4 * i + 1] = B(); seen[4 * i + 2] = f(i); a = b = None; seen[4 * i + 3] = B()
print([(y - x + 100) % 200 - 100 for x, y in zip(seen[8:], seen[9:])])  # once the class is warm
