# __len__, __iter__, __next__, __getitem__, __contains__, __bool__ and __length_hint__.
n = {}
def count(k): n[k] = n.get(k, 0) + 1
class S:
    def __len__(self): count('len'); return 3
    def __getitem__(self, i):
        count('item')
        if i > 2: raise IndexError
        return i
class I:
    def __iter__(self): count('iter'); self.i = 0; return self
    def __next__(self):
        count('next'); self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
    def __length_hint__(self): count('hint'); return 3
    def __contains__(self, x): count('contains'); return True
    def __bool__(self): count('bool'); return True
    def __reversed__(self): count('reversed'); return iter([])
s, i = S(), I()
x = [s, i]; y = (s, {1: i})
print(n); list(s); list(i); [*i]; a, b, c = i; 5 in i; 2 in s; bool(s), bool(i); print(n); reversed(i); len(s)
for v in i: w = v
while i: break
print(sorted(n.items()))
