# Dictionaries and sets that change while they are gone through, shrink, grow, and are copied, by every sort of loop.
d = {i: [i] for i in range(5)}
try:
    for k in d:
        d[k + 10] = d[k]
except RuntimeError as e:
    print(e, list(d))
it = iter(d.items())
k, v = next(it)
d[k] = "same size"
print(next(it))
del d[1]; d["new"] = it
print(list(d)[-1])
try:
    next(it)
    next(it)
except RuntimeError as e:
    print(e)
del d["new"]
for k in list(d):
    if k in d:
        v = d.pop(k)
        d.pop(k + 10, None)
print(d)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(e)
while s:
    x = s.pop()
    s.discard(x + 1)
print(s)
l = [1, 2, 3]
for x in l:
    if len(l) < 8:
        l.append([x])
    else:
        l.remove(x)
print(l)
for i, x in enumerate(l):
    l[i:i + 1] = []
print(l)
big = {}
for i in range(100):
    big[i] = [i]
    if i % 3 == 0:
        del big[i // 3 * 2 if i // 3 * 2 in big else i]
print(len(big), sum(big))
a, b = {"x": [1]}, {"x": [2], "y": a} if False else {"x": [2]}
c = a | b
a |= {"z": c}
print(a, c["x"] is b["x"])
a.update(a)
e = dict(zip("ab", [[1]] * 2))
e["a"].append(e.setdefault("q", e["b"]))
print(e["q"] is e["b"])
o = dict.fromkeys("abc", [])
o["a"].append(1)
o["b"] = o.pop("a")
print(o, o.popitem())
rv = list(reversed(o))
print(rv)
class Bad(dict):
    def __iter__(self):
        self["during"] = [1]
        return super().__iter__()
    def keys(self):
        return ["k1", "k2"]
    def __getitem__(self, k): return [k]
bd = Bad(x=1)
print({**bd}, dict(bd), list(bd))
view = o.keys()
o["late"] = view
print(list(view), "late" in view)
del o["late"]
g = ((k, o.pop(k)) for k in list(o))
print(next(g), o, list(g), o)
m = {}
m[m.setdefault("i", 0)] = m["i"] = 5
print(m)
nested = {}
nested.setdefault("a", {}).setdefault("b", []).append(nested)
print(nested["a"]["b"][0] is nested)
