# Functions of atexit, that raise, that add others, and daemons that are left.
import atexit, threading, time
def f(n): print('atexit', n)
atexit.register(f, 1); atexit.register(f, 2); atexit.register(lambda: atexit.register(f, 'late')); atexit.register(lambda: 1 / 0); atexit.register(f, 3); atexit.unregister(print)
threading.Thread(target=lambda: time.sleep(100), daemon=True).start(); threading._register_atexit(print, 'threads end')
t = threading.Thread(target=lambda: (time.sleep(0.3), print('not a daemon'))); t.start(); print('main ends')
