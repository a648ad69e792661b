# A generator held by two names is resumed by C code, thrown into and closed, while a loop goes through it.
import itertools, collections
def count(log):
    got = []
    n = 0
    try:
        while n < 40:
            try:
                got.append(n)
                x = yield got
                if x is not None:
                    n = x
            except KeyError as e:
                got = [e.args]
                log.append(n)
            n += 1
    finally:
        log.append("closed")
log = []
g = count(log)
h = g
a = next(g)
b = list(itertools.islice(h, 3))
print(a is b[0], len(a))
c = g.throw(KeyError("k"))
print(c, log, a)
collections.deque(itertools.islice(g, 4), maxlen=0)
print(c)
d = g.send(20)
print(d is c, len(d))
for item in h:
    if len(item) > 9:
        del g
        break
    m = max(itertools.islice(h, 2), key=len)
print(len(m), m is item, log)
z = zip(h, [1, 2, 3])
for pair, n in z:
    pair.append(n)
del z
h.close()
print(log, item)
g2 = count(log)
g3 = (x for x in g2)
print(next(g3), next(g2))
g3.close()
print(next(g2), g2.gi_frame is None)
del g2
print(log)
