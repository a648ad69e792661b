# Collections by small thresholds, that come at exact allocations.
import gc
class C:
    def __del__(self): died.append(len(made))
died, made = [], []
gc.collect(); gc.set_threshold(10, 3, 2)
def f(n):
    c = C(); c.c = c
    made.append([n])
for i in range(200): f(i)
print(died)
gc.set_threshold(1); made.clear(); died.clear()
for i in range(20): f(i)
print(died, gc.get_threshold())
gc.disable(); died.clear()
for i in range(50): f(i)
print(died, gc.collect(), len(died))
