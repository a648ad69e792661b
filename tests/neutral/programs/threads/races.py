# Additions of several threads lose as little as without a watcher.
#: needs a GIL, for without one its threads' additions are lost at other moments each time
import threading
n = 0
def add():
    global n
    for _ in range(20000): n += 1
ts = [threading.Thread(target=add) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
