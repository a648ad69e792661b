# Pools and managers of multiprocessing, by fork and by spawn.
import multiprocessing as mp
def square(n): return n * n
if __name__ == '__main__':
    for method in ('fork', 'spawn'):
        c = mp.get_context(method)
        with c.Pool(2) as pool: print(method, pool.map(square, range(5)), pool.apply(square, (7,)))
    a, b = mp.Pipe(); a.send([1]); print(b.recv()); v = mp.Value('i', 3); v.value += 1; print(v.value, mp.active_children())
