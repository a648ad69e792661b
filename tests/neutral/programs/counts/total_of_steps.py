# A count taken at each of many steps: one that were kept a step too long would show.
import sys
R = sys.getrefcount
x, seen = [], []
def f(a, n):
    seen.append(R(a))
    if n: f(a, n - 1)
    seen.append(R(a))
for i in range(5):
    t = (x, i)
    seen.append(R(x)); seen.append(R(t))
    f(x, i)
    u = [t, x]
    seen.append(R(x)); seen.append(R(t))
    u.pop(); seen.append(R(x))
    t = u = None
    seen.append(R(x))
print(seen)
