# A thread changes a list, a dictionary and attributes that another thread's line goes over, in an order that events fix.
import threading
go, did = threading.Semaphore(0), threading.Semaphore(0)
items, d = [1, 2, 3], {"a": [1]}
class O: pass
o = O()
o.v = []
def worker():
    k = 0
    while True:
        go.acquire()
        if stop:
            return
        items.append([k])
        d[k] = d.get("a")
        d["a"] = [k]
        o.v = [o.v, k]
        o.__dict__.setdefault(f"n{k}", items[-1])
        if k == 2:
            del items[0]
        k += 1
        did.release()
stop = False
t = threading.Thread(target=worker)
t.start()
def swap(x):
    go.release()
    did.acquire()
    return x
res = [swap(x) for x in items if len(items) < 8]
print(res, items)
items[1] = swap(items[2])
print(items)
a, b = o.v, swap(o).v
print(a, b)
s = sorted([3, 1, 2], key=swap)
print(s, d["a"], len(items))
def f(p, q=swap([1])):
    local = p
    go.release(); did.acquire(); p = items[-1]
    return local, p, q
print(f(items[-1]))
e = {**d, "z": swap(1)}
print(len(e), len(d))
print(sorted(vars(o)))
stop = True
go.release()
t.join()
class L(threading.Thread):
    def run(self):
        self.mine = [n for n in range(3)]
        out.append(self.mine)
        del self.mine
out = []
ls = [L() for _ in range(3)]
for l in ls:
    l.start(); l.join()
print(out, [hasattr(l, "mine") for l in ls])
