# What the kernel calls the process, and each thread.
import threading
def name(): return open('/proc/thread-self/comm').read()
print(name())
thread = threading.Thread(target=lambda: print(name()))
thread.start()
thread.join()
print(open('/proc/self/comm').read())
