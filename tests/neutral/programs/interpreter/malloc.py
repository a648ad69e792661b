# CPython with the C library's malloc for everything.
#: set PYTHONMALLOC=malloc
class C: pass
def f(n): x = [C() for _ in range(n)]; return len(x)
print([f(i) for i in range(10)], {i: [i] for i in range(5)})
def g():
    yield from (i for i in range(3))
print(list(g()), sorted('hello', key=lambda c: -ord(c)))
