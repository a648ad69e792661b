# References that each kind of container holds, and gives back.
import sys, collections, array
R = sys.getrefcount
x = ['x']
made = [[x], (x,), {'k': x}, {1: x, 2: x}, collections.deque([x, x]), collections.OrderedDict(a=x), collections.ChainMap({'a': x}),
        collections.defaultdict(list, a=x), collections.UserList([x]), type('S', (), {'a': x})]
print(R(x), [R(m) for m in made])
for i in range(len(made)):
    made[i] = None
    print(R(x), end=' ')
print()
l = [x] * 10
print(R(x)); l.pop(); print(R(x)); del l[2:5]; print(R(x)); l[:] = []; print(R(x))
d = dict.fromkeys(range(5), x); print(R(x)); d.popitem(); d.pop(0); print(R(x)); d.clear(); print(R(x))
