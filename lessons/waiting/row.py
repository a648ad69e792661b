import time

def cook(pot):
    time.sleep(0.3)
    print(pot, "is done")

cook("rice")
cook("soup")
cook("tea")
