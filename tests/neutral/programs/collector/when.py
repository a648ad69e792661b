# At which allocation the collector runs is seen through __del__ of what is in cycles.
import gc
class C:
    def __del__(self): ran.append(len(made))
ran, made = [], []
def f(n):
    c = C(); c.c = c
    made.append([n])
for i in range(2500):
    f(i)
print(ran[:5], len(ran) // 100)
