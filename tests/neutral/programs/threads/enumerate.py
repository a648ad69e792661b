# threading.enumerate, names, idents, daemons, and locals of threads.
import threading
log = []
def w(): log.append((threading.current_thread().name, threading.active_count(), threading.get_ident() != threading.main_thread().ident))
for i in range(3):
    t = threading.Thread(target=w, name=f'w{i}', daemon=i == 1); t.start(); t.join(); log.append((t.is_alive(), t.daemon))
print(log, threading.enumerate()); local = threading.local(); local.x = 1
def l(): log.append(hasattr(local, 'x')); local.x = 2
t = threading.Thread(target=l); t.start(); t.join(); print(log[-1], local.x)
class D:
    def __del__(self): print('thread local dies', threading.current_thread().name)
def d(): local.d = D()
t = threading.Thread(target=d, name='T'); t.start(); t.join(); print('end')
