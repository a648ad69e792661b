# Keys and comparisons that change the list that is sorted, or what it holds, and hash or eq that change a dict.
class V:
    def __init__(self, n): self.n = n; self.seen = []
    def __lt__(self, o):
        self.seen.append(o.n)
        calls.append((self.n, o.n))
        if len(calls) == 3:
            extra.append(self)
        return self.n < o.n
    def __repr__(self): return f"V{self.n}"
calls, extra = [], []
l = [V(3), V(1), V(2)]
l.sort()
print(l, calls, extra, [v.seen for v in l])
m = [3, 1, 2]
def key(x):
    m.append(x)
    got.append(list(m))
    return x
got = []
try:
    m.sort(key=key)
except ValueError as e:
    print(e, m)
print(got)
k = [[3], [1], [2]]
k.sort(key=lambda x: x.append(len(x)) or x[0])
print(k)
def boom(x):
    if x == 2:
        raise KeyError(x)
    x_log.append(x)
    return x
x_log = []
n = [1, 3, 2, 4]
try:
    n.sort(key=boom)
except KeyError:
    print(n, x_log)
class H:
    def __init__(self, n): self.n = n
    def __hash__(self):
        hd.setdefault("hashes", []).append(self.n)
        return 1
    def __eq__(self, o):
        hd["eq"] = hd.get("eq", 0) + 1
        if hd["eq"] == 4:
            table.pop("x", None)
        return self.n == getattr(o, "n", None)
hd, table = {}, {"x": 1}
for i in range(4):
    table[H(i % 3)] = [i]
print(hd, len(table))
s = {H(5), H(5), H(6)}
print(len(s), H(5) in s)
r = max([[1], [3], [2]], key=lambda v: v.append(0) or v[0])
print(r)
q = list(map(lambda v, w: v.extend(w) or v, [[1], [2]], [[3], [4]]))
q2 = list(filter(lambda v: v.pop() > 3, q))
print(q, q2 and q2[0] is q[1])
import functools, bisect, heapq
print(functools.reduce(lambda a, b: a.append(b) or a, [1, 2, 3], []))
hp = []
for v in (V(5), V(2), V(9)):
    heapq.heappush(hp, v)
print(heapq.heappop(hp), hp, len(calls))
print(bisect.bisect([[1], [3]], 2, key=lambda x: x.append("k") or x[0]))
class Idx:
    def __index__(self):
        big.append(len(big))
        return 1
big = [0, 1, 2]
big[Idx()] = "set"
print(big[Idx()], big)
del big[Idx()]
big[Idx():] = [big]
print(len(big))
