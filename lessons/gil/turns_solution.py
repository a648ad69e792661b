import sys
from threading import Thread

sys.setswitchinterval(0.001)

def burn():
    for i in range(2_000_000):
        i + 1

cook_1 = Thread(
    target=burn, name="cook-1")
cook_2 = Thread(
    target=burn, name="cook-2")
cook_1.start()
cook_2.start()
cook_1.join()
cook_2.join()
