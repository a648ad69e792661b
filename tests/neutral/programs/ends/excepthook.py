# Hooks for uncaught exceptions of the program, of threads and of __del__.
import sys, threading
sys.excepthook = lambda t, v, tb: print('hook', t.__name__, v, tb.tb_lineno); threading.excepthook = lambda a: print('thread', a.exc_type.__name__, a.thread.name)
t = threading.Thread(target=lambda: {}['x'], name='T'); t.start(); t.join(); sys.displayhook(5)
def f(): raise RuntimeError('last')
f()
