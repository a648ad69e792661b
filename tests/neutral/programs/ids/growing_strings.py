# Strings and lists that grow have the same sizes.
s = ''
ids = set()
for i in range(2000):
    s += 'x'
    ids.add(id(s))
print(len(s))
l = []
sizes = []
import sys
for i in range(100):
    l.append(i)
    sizes.append(sys.getsizeof(l))
print(sizes, sys.getsizeof({}), sys.getsizeof(object()), [sys.getsizeof(type('T', (), {})()) for _ in range(2)])
