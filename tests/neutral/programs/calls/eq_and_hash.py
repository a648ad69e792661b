# __eq__, __ne__, __lt__ and __hash__ are called by dictionaries, sets, sorting and nobody else.
n = {}
def count(k): n[k] = n.get(k, 0) + 1
class C:
    def __init__(self, v): self.v = v
    def __eq__(self, o): count('eq'); return self.v == o.v
    def __hash__(self): count('hash'); return self.v % 2
    def __lt__(self, o): count('lt'); return self.v < o.v
cs = [C(i % 4) for i in range(8)]
print(n); d = {c: c.v for c in cs}; print(n, len(d)); s = set(cs); print(n, len(s)); cs.sort(); print(n); C(1) in cs; print(n); cs.index(C(2)); print(n)
x = d[C(3)]; del d[C(3)]; print(n, x); a = b = cs[0]; c = (a, b); print(n, a == b, sorted(n.items()))
