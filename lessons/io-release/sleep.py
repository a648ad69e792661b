import time
from threading import Thread

def wait():
    time.sleep(0.3)

def burn():
    for i in range(4_000_000):
        i + 1

a = Thread(target=wait, name="waits")
b = Thread(target=burn, name="burns")
a.start()
b.start()
a.join()
b.join()
