# How many threads the process has, for the kernel, for threading and for sys.
import os
import sys
import threading


def count():
    return len(os.listdir('/proc/self/task')), threading.active_count(), len(sys._current_frames()), len(threading.enumerate())


print(count(), threading.enumerate()[0].name, threading.main_thread().ident == threading.get_ident())
event = threading.Event()
started = [threading.Thread(target=event.wait, name=f't{i}') for i in range(3)]
for thread in started:
    thread.start()
print(count(), [thread.name for thread in threading.enumerate()])
event.set()
for thread in started:
    thread.join()
print(threading.active_count(), [thread.is_alive() for thread in started])
