# A module's namespace with keys that are no names, very many and very long ones, and without what every module has.
g = globals()
before = len(g)
g[1] = 2
g[(1, 2)] = 3
g[None] = [4]
print(len(g) - before)
for i in range(3000): g['v%d' % i] = i
print(v2999, len(g) - before)
g['n' * 100000] = 1
g['__name__'] = None
g['__file__'] = object()
x = [1]
del g[1]
g.pop('__builtins__', None)
x.append(2)
print(x, len(g) - before)
