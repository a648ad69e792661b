import time
from threading import Thread

done = False

def burn():
    while not done:
        pass

def calls():
    begin = time.perf_counter()
    for i in range(20):
        time.sleep(0)
    took = time.perf_counter() - begin
    return took / 20 * 1000

alone = calls()
Thread(target=burn, name="burns").start()
beside = calls()
done = True
print(f"{alone:.3f} ms alone")
print(f"{beside:.3f} ms beside")
