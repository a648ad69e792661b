# Threads of the program's own run while a line waits for them: what stood on its value stack lets go after they have ended.
import threading

barrier = threading.Barrier(3)
threads = [threading.Thread(target=barrier.wait) for _ in range(2)]
for thread in threads:
    thread.start()
barrier.wait()
[thread.join() for thread in threads]
pairs = [[1, 2], [3, 4]]


def work():
    for pair in pairs:
        pair.append(sum(pair))


for names in [["a"], ["b"]]:
    threads = {name: threading.Thread(target=work) for name in names}
    [threads[name].start() for name in names]
    [threads[name].join() for name in names]
    names.append("done")
print(pairs)
