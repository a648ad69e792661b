# Comprehensions of every kind, nested, with conditions, assignments and closures.
x = 'outer'
print([x for x in range(3)], {x: [y for y in range(x)] for x in range(3)}, {x % 2 for x in range(5)}, x)
fs = [lambda: i for i in range(3)]; print([f() for f in fs], [(a := b) for b in range(2)], a)
class C:
    n = 3; l = [i for i in range(3)]
    def f(self): return [self for _ in range(2)][0] is self, [[i * j for j in range(i)] for i in range(4)]
print(C.l, C().f(), sum(i * j for i in range(3) for j in range(3) if i != j), any(i > 1 for i in range(3)))
def g(): return [locals() is not None and sorted(locals()) for q in range(1)]
print(len(g()))
