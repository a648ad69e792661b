# Deques, counters, ordered and default dictionaries, heaps, bisection, arrays and iterators.
import collections, heapq, bisect, array, itertools, operator
d = collections.deque(range(5), maxlen=5); d.append(9); d.rotate(2); d.extendleft('ab'); print(d, d.maxlen); c = collections.Counter('mississippi'); c.subtract('mip'); print(c.most_common(2), +c)
o = collections.OrderedDict(a=1, b=2); o.move_to_end('a'); print(o, o.popitem(last=False)); dd = collections.defaultdict(lambda: calls.append(1) or []); calls = []; dd['x'].append(1); dd['x']; 'y' in dd; print(dd['x'], calls, list(dd))
h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(4)], bisect.bisect([1, 3, 5], 4), array.array('i', [1, 2]).tobytes())
print(list(itertools.groupby('aab'))[0][0], list(itertools.accumulate([1, 2, 3])), list(zip(*[iter(range(6))] * 2)), list(itertools.permutations('ab')), operator.itemgetter(1)([5, 6])); i = iter([1, 2, 3]); print(2 in i, list(i))
m = memoryview(bytearray(b'abc')); m[0] = 122; print(bytes(m), m.readonly, m.nbytes); m.release(); print(collections.ChainMap({'a': 1}, {'b': 2})['b'])
