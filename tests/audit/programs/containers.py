import operator, functools, heapq, bisect, random, collections, itertools, array, struct, copy
class K:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __eq__(self, o): return isinstance(o, K) and self.n == o.n
    def __hash__(self): return hash(self.n)
    def __repr__(self): return f"K({self.n})"
ks = [K(i * 7 % 11) for i in range(11)]
rows = [[i, [i]] for i in range(12)]
ks.sort()
ks.sort(key=lambda k: -k.n)
ks.reverse()
m = max(ks)
mi = min(ks, key=lambda k: k.n)
sorted_ks = sorted(ks, reverse=True)
d = {k: rows[k.n] for k in ks}
d.update({K(100): rows[0]})
d.update(a=rows[1], b=rows[2])
d.setdefault('q', []).append(rows[3])
x = d.pop('q')
d.popitem()
del d['a']
d |= {'w': rows[4]}
e = d | {'e': rows[5]}
e.clear()
s = {K(1), K(2)}
s.add(ks[0])
s.discard(K(1))
s |= set(ks)
s -= {K(3)}
s &= set(ks)
s ^= {K(4)}
s.update(ks[:3])
fs = frozenset(ks)
t = s.pop()
s.clear()
rows[0], rows[1] = rows[1], rows[0]
rows[2:5] = [rows[7], rows[8]]
del rows[1]
del rows[0:2]
rows[::2] = rows[::2][::-1]
rows += [[1]]
rows *= 2
rows.insert(0, rows[-1])
rows.remove(rows[-1])
y = rows.pop(0)
y = rows.pop()
rows.extend(rows[:2])
rows.extend([q] for q in range(3))
a = b = c = rows[0]
a.append(b)
a.append(a)
a.remove(a)
operator.setitem(rows, 0, ks[0])
operator.iadd(rows, [ks[1]])
operator.delitem(rows, 0)
setattr(ks[0], 'extra', rows)
getattr(ks[0], 'extra').append(5)
delattr(ks[0], 'extra')
object.__setattr__(ks[1], 'n', [1])
ks[1].__dict__['z'] = rows[0]
vars(ks[1])['y'] = [ks[2]]
dd = ks[2].__dict__
dd['k'] = rows
ks[2].k = None
ks[2].j = dd
del ks[2].j
globals()['fresh'] = [rows]
g = globals()
g['other'] = rows[0]
other2 = other
g['other'] = None
del g
l = []
heapq.heappush(l, 3)
heapq.heappush(l, 1)
heapq.heapify(l)
heapq.heapreplace(l, 2)
heapq.heappop(l)
h = [(k.n, i) for i, k in enumerate(range(3) and [K(2), K(1)])] 
bisect.insort(l, 4)
random.seed(1)
random.shuffle(rows)
dq = collections.deque([rows[0], rows[1]], 3)
dq.append(rows[2])
dq.appendleft(ks)
dq.rotate(1)
z = dq.pop()
z.append(1) if isinstance(z, list) else None
dq[0] = rows[0]
dq.clear()
dd2 = collections.defaultdict(list)
dd2['a'].append(rows[0])
dd2['b']
dd2['b'] += [1]
cnt = collections.Counter('hello')
cnt.update('lol')
cnt['x'] += 1
od = collections.OrderedDict(a=[1], b=[2])
od.move_to_end('a')
od.popitem(last=False)
cm = collections.ChainMap({}, {'a': rows})
cm['b'] = rows
NT = collections.namedtuple('NT', 'a b')
nt = NT(rows, ks)
nt2 = nt._replace(a=[1])
it = iter(rows)
next(it)
v = next(it)
v2 = list(it)
del it
it = itertools.chain(rows, ks)
next(it)
it2, it3 = itertools.tee(rows)
next(it2)
next(it3)
del it2, it3
cyc = itertools.cycle([[1], [2]])
q = [next(cyc) for _ in range(5)]
del cyc
acc = list(itertools.accumulate([[1], [2]], operator.add))
grp = [(k, list(v)) for k, v in itertools.groupby([1, 1, 2])]
p = functools.partial(rows.append, ks[0])
p()
p()
del p
red = functools.reduce(lambda a, b: a + b, [[1], [2]], [])
mp = list(map(rows.append, [[9], [8]]))
fl = list(filter(None, rows))
zz = list(zip(rows, ks))
del zz, fl
ar = array.array('i', [1, 2])
ar.append(3)
ba = bytearray(8)
struct.pack_into('i', ba, 0, 77)
ba[1] = 3
ba += b'x'
ba.extend(b'yy')
mv = memoryview(ba)
mv[0] = 9
mv.release()
del ba[0]
cp = copy.copy(rows)
dc = copy.deepcopy(rows[:3])
del cp, dc
al = [None] * 5
al[2] = al
al[:] = [al]
al.clear()
del al
first, *rest = rows
(u, w), *_ = [(rows[0], rows[1])]
del first, rest, u, w, _
for i, r in enumerate(rows):
    r = None
for p, (q, r) in zip(rows, zip(ks, rows)): pass
for k, v in d.items(): k = None
for k in d: pass
for v in d.values(): v = None
n = 0
while n < 3: n += 1; w = [w2 for w2 in rows if w2]; w = {i: r for i, r in enumerate(w)}; w = None
def big():
    L = [{} for i in range(50)]
    for i in range(20):
        L[i]['me'] = L[i + 1]
        L[i + 1] = L[i]
        L[-1] = L[i]
        del L[0]
        L.append({'a': L[3]})
        M = L[:]
    return L
bb = big()
bb2 = list(bb)
bb3 = tuple(bb)
bb.clear()
del bb2, bb3
