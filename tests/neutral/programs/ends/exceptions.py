# Uncaught exceptions in a thread, in __del__ and of the program itself are told the same.
import threading
def f():
    raise ValueError('in a thread')
t = threading.Thread(target=f)
t.start()
t.join()
class D:
    def __del__(self): raise OSError('in del')
d = D()
del d
raise SystemExit('bye')
