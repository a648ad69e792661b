# Large lists, strings and numbers, whose memory is the C library's, print where they are.
def where(x): return hex(id(x))
print(where([0] * 100), where('x' * 600), where(1 << 6000), where(bytearray(1000)), where(b'b' * 700))
kept = [[i] * 200 for i in range(5)]
print([where(k) for k in kept])
del kept[1:3]
print(where('y' * 2000), where(list(range(1000))), where({i: i for i in range(100)}))
def f(n): return where([n] * 50), n and f(n - 1)
print(f(3))
