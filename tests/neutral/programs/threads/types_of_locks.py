# What the types of locks show of themselves, what their methods answer to what is wrong, and which references they keep.
import _thread, gc, inspect, os, pickle, sys, threading, weakref
lock, recursive = threading.Lock(), threading.RLock()
def tried(function, *args, **names):
    try: return function(*args, **names)
    except BaseException as error: return type(error).__name__, str(error), error.__traceback__.tb_next is None
for kind in type(lock), type(recursive):
    for name, value in sorted(vars(kind).items()):
        print(name, type(value).__name__, getattr(value, '__doc__', None), getattr(value, '__qualname__', None), getattr(value, '__objclass__', None) is kind, getattr(value, '__text_signature__', None))
    print(kind.__mro__, kind.__basicsize__, kind.__flags__, kind.acquire is kind.acquire, kind.acquire == kind.acquire, str(tried(inspect.signature, kind.acquire)), str(tried(inspect.signature, kind._at_fork_reinit)))
for each in lock, recursive:
    print(tried(each.release), tried(each.acquire, 1, 2, 3), tried(each.acquire, timeout=-2), tried(each.acquire, False, 1), tried(each.acquire, blocking='yes'), tried(each.release), tried(each.__exit__), tried(each.__exit__, None, None, None), tried(each.acquire, spam=1), tried(each.acquire, timeout=1e100), tried(each.acquire, timeout='x'))
    print(tried(type(each).acquire), tried(type(each).release, 1), tried(each.__enter__, False), tried(each.release), tried(each.__enter__), tried(each.release), tried(pickle.dumps, each), weakref.ref(each)() is each)
    print(sys.getrefcount(each), each.acquire.__self__ is each, type(each.acquire), each.acquire == each.acquire, hash(each.acquire) == hash(each.acquire), sys.getrefcount(each.acquire))
print(recursive.acquire(), recursive.acquire(), recursive._is_owned(), recursive._release_save()[0], recursive._is_owned(), tried(recursive._release_save), tried(recursive._acquire_restore), tried(recursive._acquire_restore, 1))
class Own(type(recursive)):
    def acquire(self, *args, **names): log.append(args); return super().acquire(*args, **names)
    def __del__(self): log.append('dies')
log, own = [], Own()
with own: print(own.acquire(timeout=2), own._is_owned(), own.release())
own.acquire(); del own; gc.collect(); print(log)
print(tried(type(lock).acquire, recursive), lock.acquire(False), lock.acquire(False), lock.acquire(True, 0.001), lock.locked(), lock.release(), lock._at_fork_reinit(), lock.locked())
import signal
def signalled(number, frame):
    if frame.f_code is not tried.__code__: return
    signal.setitimer(signal.ITIMER_REAL, 0); log.append(lock.locked())
    if len(log) % 2: raise KeyError(number)
    lock.release()
signal.signal(signal.SIGALRM, signalled); log.clear()
for _ in range(2):
    with lock: signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01); print(tried(lock.acquire, timeout=60), log)
print(gc.get_referents(lock), gc.is_tracked(lock), sys.getsizeof(lock), sys.getsizeof(recursive))
child = os.fork()
if child == 0: lock.acquire(); threading._after_fork(); lock._at_fork_reinit(); os._exit(lock.acquire(False) + 2 * recursive.acquire(False))
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), lock.locked(), _thread.allocate_lock().acquire_lock(), lock.acquire_lock(False), lock.release_lock(), lock.locked_lock())
