"""Watching changes nothing: what a program writes, byte for byte, and its exit status are the same under `terrarium record` as
under plain python3, for programs that look at what a watcher might disturb: reference counts, ids and their reuse, when
__del__ and the collector run, the stack, signals, threads, how the interpreter was started.

The oracle is each interpreter that there is a runner for.  A program whose output differs between two plain runs (it prints
an address, or the time) is compared with what differs masked.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

from harness import SOURCE, TERRARIUM, finish, test

INPUT = b"3\nAda\n5\nyes\n" * 20

PROGRAMS = {
    "counts": """
import sys
a = []
print(sys.getrefcount(a), sys.getrefcount([]), sys.getrefcount(sys))
b = [a, (a, a), {'a': a}]
print(sys.getrefcount(a))
def f(x, *rest, **more):
    print(sys.getrefcount(x), sys.getrefcount(rest), sys.getrefcount(more), sys.getrefcount(f))
    y = x
    def g():
        return y
    print(sys.getrefcount(y), sys.getrefcount(g))
    return g
g = f(a, a, k=a)
print(sys.getrefcount(a), sys.getrefcount(g), sys.getrefcount(f))
class C:
    def m(self):
        print(sys.getrefcount(self), sys.getrefcount(C), sys.getrefcount(C.m))
c = C()
c.m()
c.me = c
c.m()
for x in [a, [a], c]:
    print(sys.getrefcount(x))
print([sys.getrefcount(x) for x in b])
try:
    raise ValueError(a)
except ValueError as e:
    print(sys.getrefcount(e), sys.getrefcount(a), sys.getrefcount(e.__traceback__))
print(sys.getrefcount(a))
print(sys.getrefcount(None) > 1000, sys.getrefcount('counts'))
""",
    "ids of lists": """
seen = {}
for i in range(200):
    t = [i]
    print(seen.setdefault(id(t), len(seen)), end=' ')
for i in range(50):
    print(seen.setdefault(id([]), len(seen)), seen.setdefault(id({}), len(seen)), end=' ')
""",
    "ids of everything": """
seen = {}
def n(x):
    return seen.setdefault(id(x), len(seen))
class C:
    def m(self): pass
class S:
    __slots__ = ('x',)
c = C()
for i in range(60):
    print(n(lambda: 1), n(C()), n(S()), n((i, i)), n({i}), n(frozenset([i])), n(c.m), n(iter([])), n(1.5 * i),
          n('x' * (i + 30)), n(i + 10000), n(bytearray(i)), n(range(i + 1)), n(slice(i)), n(object()), n(C), end=' ')
    def f():
        yield 1
    g = f()
    next(g)
    print(n(g), n(f), n(f.__code__), n(type('T', (), {})), n(ValueError(i)))
""",
    "ids of frames' values": """
seen = {}
def n(x):
    return seen.setdefault(id(x), len(seen))
def f(d):
    a, b = [d], {'d': d}
    print(n(a), n(b), end=' ')
    if d:
        f(d - 1)
    del a
    c = [1]
    print(n(c), end=' ')
for i in range(10):
    f(i)
""",
    "deaths": """
class D:
    def __init__(self, name): self.name = name
    def __del__(self): print('del', self.name)
a = D('a'); a = D('a2')
def f():
    x, y = D('x'), D('y')
    x.other = y
    print('in f')
f()
l = [D(i) for i in range(4)]
del l[1]
l[0] = None
l.pop()
D('at once')
try:
    z = D('z')
    raise ValueError(D('v'))
except ValueError:
    pass
print('after')
def g():
    try:
        w = D('w')
        yield 1
    finally:
        print('finally')
k = g(); next(k); del k
m = g(); next(m)
d = {'k': D('dk')}
d['k'] = 1
s = D('s'); s.s = s; del s
import gc
print(gc.collect() > 0)
end = D('end')
""",
    "resurrection": """
kept = []
class R:
    def __del__(self):
        kept.append(self)
        print('again')
r = R()
del r
print(len(kept))
kept.clear()
kept.append(R())
kept.pop()
print(len(kept))
""",
    "weak references": """
import weakref
class W: pass
w = W()
r = weakref.ref(w, lambda x: print('gone', x is r))
p = weakref.proxy(w)
weakref.finalize(w, print, 'finalized')
d = weakref.WeakValueDictionary(w=w)
s = weakref.WeakSet([w])
print(len(d), len(s), weakref.getweakrefcount(w))
del w
print(len(d), len(s), r())
def f():
    x = W()
    return weakref.ref(x)
print(f()())
""",
    "the collector's counts": """
import gc
print(gc.get_count()[1:], gc.isenabled(), gc.get_threshold())
import sys
when = []
gc.callbacks.append(lambda phase, info: when.append((phase, info['generation'])))
keep = []
for i in range(5000):
    keep.append([i])
print(len(when), when[:20])
del keep
for i in range(3000):
    a = []; a.append(a)
print(len(when))
print(gc.collect())
""",
    "when the collector runs": """
import gc
class C:
    def __del__(self): ran.append(len(made))
ran, made = [], []
def f(n):
    c = C(); c.c = c
    made.append([n])
for i in range(2500):
    f(i)
print(ran[:5], len(ran) // 100)
""",
    "how it was started": """
import sys, os
print(sys.flags, sys.argv, sys.path, sys.executable, sys.prefix, sys.exec_prefix, sys.base_prefix, sys.orig_argv[1:])
print(__name__, __file__, __builtins__, __doc__, __spec__, __package__, __loader__ is not None, sorted(globals()))
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.gettrace(), sys.getprofile(), sys.dont_write_bytecode)
print(sys.stdin.encoding, sys.stdout.encoding, sys.stderr.errors, sys.stdout.line_buffering, sys.getfilesystemencoding())
print(len(sys.modules), sorted(sys.modules), sys.hash_info, sys.float_info, sys.thread_info, sys.warnoptions, sys._xoptions)
print(os.getcwd() == os.path.dirname(os.path.abspath(__file__)), os.getpid() > 1, os.getsid(0) == os.getsid(os.getppid()))
print(sys.version, sys.implementation, sys.byteorder, sys.maxsize, sys.api_version, sys.excepthook, sys.displayhook)
""",
    "the environment": """
import os, signal, resource, sys
print(sorted((k, v) for k, v in os.environ.items() if k not in ('_', 'PWD', 'OLDPWD', 'SHLVL')))
print([(s.name, str(signal.getsignal(s))) for s in signal.valid_signals() if isinstance(s, signal.Signals)])
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(oct(os.umask(0o22)), os.getpriority(os.PRIO_PROCESS, 0))
print([n for n in sorted(map(int, os.listdir('/proc/self/fd'))) if n < 3], os.isatty(0), os.isatty(1))
""",
    "tracebacks": """
import traceback, sys
def a(n):
    if n == 0:
        return {}['missing']
    return a(n - 1)
try:
    a(3)
except KeyError:
    traceback.print_exc()
class E(Exception):
    def __str__(self): return 'said so'
try:
    try:
        a(1)
    except KeyError as k:
        raise E(1) from k
except E as e:
    traceback.print_exception(e, limit=2)
    e.add_note('a note')
print(traceback.format_stack(), [f.f_lineno for f in [sys._getframe()]])
try:
    raise ExceptionGroup('many', [ValueError(1), TypeError(2)])
except* ValueError as g:
    print(g.exceptions)
except* TypeError:
    traceback.print_exc()
lambda: 1
(lambda: 1 / 0)()
""",
    "an exception in the end": "import threading\ndef f():\n    raise ValueError('in a thread')\nt = threading.Thread(target=f)\n"
                               "t.start()\nt.join()\nclass D:\n    def __del__(self): raise OSError('in del')\nd = D()\ndel d\n"
                               "raise SystemExit('bye')\n",
    "depth": """
import sys
def f(n):
    global deepest
    deepest = n
    f(n + 1)
for limit in (100, 500, 1000):
    sys.setrecursionlimit(limit)
    try:
        f(0)
    except RecursionError as e:
        print(limit, deepest, e)
class P:
    def __getattr__(self, name): return getattr(self, name + 'x')
sys.setrecursionlimit(1000)
try:
    P().a
except RecursionError as e:
    print(type(e).__name__)
""",
    "depth through C": """
depth = 0
def key(x):
    global depth
    depth += 1
    return sorted([1, 2], key=key)
try:
    key(1)
except RecursionError:
    print(depth)
class C:
    @property
    def p(self):
        global depth
        depth += 1
        return self.p
depth = 0
try:
    C().p
except RecursionError:
    print(depth)
depth = 0
class R:
    def __repr__(self):
        global depth
        depth += 1
        return repr(self)
try:
    repr(R())
except RecursionError:
    print(depth)
""",
    "warnings": "import warnings, sys\nwarnings.warn('one')\nwarnings.warn('one')\nwarnings.warn('old', DeprecationWarning)\n"
                "warnings.simplefilter('always')\nfor i in range(2):\n    warnings.warn('two', stacklevel=1)\n"
                "'\\d'\nx = 1 is 1\nprint(warnings.filters[-3:])\nwith warnings.catch_warnings(record=True) as w:\n"
                "    warnings.warn('three')\n    print([str(x.message) for x in w])\nimport asyncio\nasync def f(): pass\nf()\n",
    "the end": """
import atexit, sys, threading
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n, sys is None, print is None)
a = D('global')
sys.kept = D('in sys')
class K: d = D('in a class')
atexit.register(print, 'last')
atexit.register(lambda: print('first', a))
D.__repr__ = lambda self: 'D'
t = threading.Thread(target=lambda: print('thread'))
t.start()
def g():
    try:
        yield 1
    finally:
        print('generator ends')
gen = g(); next(gen)
c = D('cycle'); c.c = c
sys.stdout.write('no newline')
""",
    "threads": """
import threading, queue
q, out = queue.Queue(), []
def worker():
    while (x := q.get()) is not None:
        out.append(x * 2)
ts = [threading.Thread(target=worker) for _ in range(4)]
for t in ts: t.start()
for i in range(100): q.put(i)
for t in ts: q.put(None)
for t in ts: t.join()
print(sum(out), len(out), threading.active_count(), threading.current_thread().name)
local = threading.local()
local.x = 1
n = 0
def add():
    global n
    for i in range(1000): n += 1
ts = [threading.Thread(target=add) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
e = threading.Event()
threading.Timer(0.01, e.set).start()
print(e.wait(5))
""",
    "generators": """
import sys, inspect
def g(n):
    try:
        while True:
            n = yield n
            print('got', n)
    except GeneratorExit:
        print('closed')
        raise
    except ValueError as e:
        yield str(e)
x = g(1)
print(next(x), x.send(5), inspect.getgeneratorstate(x), x.gi_frame.f_lineno, sys.getrefcount(x))
print(x.throw(ValueError('v')))
del x
y = g(2); next(y); y.close()
def h():
    r = yield from g(3)
z = h(); print(next(z), z.gi_yieldfrom)
print([a for a in (b * 2 for b in range(5)) if a], {k: v for k, v in zip('ab', [1, 2])}, {c for c in 'x'})
print(sum(i for i in range(10)), list(map(lambda v: v + 1, range(3))))
""",
    "async": """
import asyncio, sys
async def f(n):
    await asyncio.sleep(0)
    return n
async def agen():
    for i in range(3):
        yield i
async def main():
    print(await asyncio.gather(f(1), f(2)), [x async for x in agen()])
    t = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print('cancelled')
    async with asyncio.Lock() as l:
        print(l)
    async with asyncio.timeout(10):
        print(len(asyncio.all_tasks()))
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(f(5))
    print(a.result(), sys.gettrace())
asyncio.run(main())
f(3)
""",
    "its own tracer": """
import sys
seen = []
def tracer(frame, event, arg):
    seen.append((frame.f_code.co_name, event, frame.f_lineno))
    return tracer
def f(x):
    y = x
    return y
sys.settrace(tracer)
f(1)
sys.settrace(None)
print(seen)
sys.setprofile(lambda frame, event, arg: seen.append(event))
len([])
sys.setprofile(None)
print(seen[-4:])
""",
    "frames and names": """
import sys, inspect
def f(a):
    b = 2
    l = locals()
    c = 3
    print(sorted(l), sorted(locals()), sys._getframe().f_lineno, sys._getframe(1).f_code.co_name)
    sys._getframe().f_locals['z'] = 1
    exec('q = 5')
    print('z' in locals(), f.__code__.co_varnames, inspect.stack()[0].function, len(inspect.stack()))
    return b
f(1)
class C:
    x = 1
    print(sorted(locals()))
    y = [x for _ in range(2)] if False else 0
print(eval('1 + 1'), [k for k in globals() if not k.startswith('__')])
exec(compile('def made(): return sys._getframe().f_code.co_filename', 'other.py', 'exec'))
print(made(), made.__code__.co_firstlineno)
import dis
dis.dis(f.__code__.co_consts[1].__class__) if False else print(f.__code__.co_stacksize)
""",
    "odd objects": """
class L(list):
    def __iter__(self): print('iter'); return super().__iter__()
    def __len__(self): print('len'); return 7
    def __getitem__(self, i): print('item'); return 1
    def __eq__(self, other): print('eq'); return True
    def __hash__(self): print('hash'); return 1
    def __repr__(self): print('repr'); return 'L'
    def __getattribute__(self, name): print('attribute', name); return super().__getattribute__(name)
    def __bool__(self): print('bool'); return True
a = L([1, 2])
b = [a]
class D(dict):
    def __missing__(self, k): print('missing'); return k
    def keys(self): print('keys'); return ['a']
    def items(self): print('items'); return []
d = D(x=a)
class P:
    @property
    def p(self): print('property'); return 1
    def __getattr__(self, name): print('getattr', name); raise AttributeError(name)
    def __dir__(self): print('dir'); return []
    __class__ = property(lambda self: print('class') or int)
p = P()
p.q = [p, d]
class M(type):
    def __call__(cls, *a): print('call'); return super().__call__(*a)
    def __getattribute__(cls, name): print('meta', name); return super().__getattribute__(name)
    def __repr__(cls): print('meta repr'); return 'M'
class K(metaclass=M): x = 1
k = K()
def f(x=a, *, y=d): z = [x, y]
f()
print('end')
""",
    "strings that grow": """
s = ''
ids = set()
for i in range(2000):
    s += 'x'
    ids.add(id(s))
print(len(s))
l = []
sizes = []
import sys
for i in range(100):
    l.append(i)
    sizes.append(sys.getsizeof(l))
print(sizes, sys.getsizeof({}), sys.getsizeof(object()), [sys.getsizeof(type('T', (), {})()) for _ in range(2)])
""",
    "imports": """
import sys, importlib
before = set(sys.modules)
import json, decimal, collections
print(sorted(set(sys.modules) - before)[:20])
try:
    import nowhere
except ImportError as e:
    print(e, e.name)
open('mine.py', 'w').write('print(__name__, __file__ is not None)\\nvalue = [1]\\n')
import mine
importlib.reload(mine)
print(mine.value, mine.__spec__.origin is not None)
""",
    "streams": """
import sys, os
sys.stdout.write('a'); sys.stderr.write('b'); os.write(1, b'c'); print('d', flush=True); os.write(2, b'e\\n')
os.dup2(2, 1); print('to stderr'); sys.stdout.flush()
import subprocess
subprocess.run(['echo', 'child'])
print(sys.stdin.readline(), end='')
print(input('ask? '))
print(len(sys.stdin.read()))
sys.stdout.close()
""",
    "signals": """
import signal, os, time
signal.signal(signal.SIGUSR1, lambda n, f: print('usr1', f.f_code.co_name))
os.kill(os.getpid(), signal.SIGUSR1)
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.signal(signal.SIGALRM, lambda n, f: print('alarm'))
time.sleep(0.05)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('interrupted')
os.kill(os.getpid(), signal.SIGTERM)
""",
    "processes": """
import multiprocessing, os, sys
def work(n):
    return n * n
if __name__ == '__main__':
    q = multiprocessing.SimpleQueue()
    p = multiprocessing.get_context('fork').Process(target=lambda: q.put(work(5)))
    p.start()
    p.join()
    print(q.get(), p.exitcode)
    pid = os.fork()
    if pid == 0:
        print('child')
        sys.exit(3)
    print(os.waitpid(pid, 0)[1])
""",
    "interpreters with GILs of their own": """
import threading
try:
    from concurrent import interpreters
except ImportError:
    raise SystemExit('CPython 3.14 has them first')
def work():
    interpreter = interpreters.create()
    interpreter.exec('''
import collections, sys
class C: pass
for i in range(30000):
    x = [i, (i, C()), {i: i}, {i}, collections.OrderedDict(a=i), ValueError(i), bytearray(b'x'), (lambda: i), iter([i])]
sys.settrace(None)
''')
    interpreter.close()
threads = [threading.Thread(target=work) for n in range(2)]
for thread in threads:
    thread.start()
for i in range(1000):
    x = [[i], {i: [i]}, (i, [i]), ValueError(i), (lambda: i), iter([i])]
for thread in threads:
    thread.join()
print('done')
""",
    "monitoring with all tools": """
if __import__('sys').version_info < (3, 12):
    raise SystemExit('CPython 3.12 has it first')
import sys
M = sys.monitoring; E = M.events
print([M.get_tool(i) for i in range(6)])
def events(i):
    try: return M.get_events(i)
    except ValueError as e: return str(e)
def local(i, c):
    try: return M.get_local_events(i, c)
    except ValueError as e: return str(e)
def f(n):
    for i in range(n):
        pass
    return n
print([events(i) for i in range(6)], [local(i, f.__code__) for i in range(6)], M._all_events())
for i in range(6):
    try: M.set_events(i, E.LINE)
    except ValueError as e: print(e)
    try: M.set_local_events(i, f.__code__, E.LINE)
    except ValueError as e: print(e)
    print(M.register_callback(i, E.LINE, None), M.register_callback(i, E.PY_START, len), M.register_callback(i, E.PY_START, None))
for i in range(6):
    M.use_tool_id(i, 'tool %d' % i)
    print(M.get_tool(i))
    try: M.use_tool_id(i, 'again')
    except ValueError as e: print(e)
print([events(i) for i in range(6)], [local(i, f.__code__) for i in range(6)])
log = []
for i in range(6):
    for e in 'PY_START PY_RESUME PY_RETURN PY_YIELD LINE JUMP RAISE PY_UNWIND PY_THROW EXCEPTION_HANDLED RERAISE INSTRUCTION CALL C_RETURN C_RAISE STOP_ITERATION'.split():
        print(M.register_callback(i, getattr(E, e), lambda *a, i=i, e=e: log.append((i, e, a[0].co_name) + tuple(x for x in a[1:] if isinstance(x, int)))))
for i in range(6):
    M.set_local_events(i, f.__code__, E.LINE | E.PY_START | E.PY_RETURN | E.JUMP)
    print(M.get_local_events(i, f.__code__))
f(2)
print(log); log.clear()
def g():
    try:
        yield f(1)
        raise ValueError
    except ValueError:
        yield 2
for i in range(6): M.set_events(i, E.RAISE | E.PY_START | E.PY_RESUME | E.LINE | E.PY_UNWIND | E.PY_YIELD | E.EXCEPTION_HANDLED | E.CALL)
print(M._all_events())
list(g())
for i in range(6): M.set_events(i, 0)
print(len(log), log[:50]); log.clear()
for i in range(6): M.free_tool_id(i)
f(1)
print(len(log), [M.get_tool(i) for i in range(6)])
print([events(i) for i in range(6)])
""",
    "events that its tools switch off": """
if __import__('sys').version_info < (3, 12):
    raise SystemExit('CPython 3.12 has it first')
import sys
M = sys.monitoring; E = M.events
log = []
def f(n):
    a = 1
    while n: n -= 1
    return [x for x in range(2)]
def start(code, offset):
    log.append(('start', code.co_name, offset)); return M.DISABLE
def line(code, line):
    log.append(('line', code.co_name, line)); return M.DISABLE
def jump(code, a, b):
    log.append(('jump', a, b)); return M.DISABLE
def exc(code, a, e):
    log.append(('exc', a, repr(e))); return M.DISABLE
M.use_tool_id(4, 'x'); M.use_tool_id(M.COVERAGE_ID, 'cov')
for t in (4, M.COVERAGE_ID):
    M.register_callback(t, E.PY_START, start)
    M.register_callback(t, E.LINE, line)
    M.register_callback(t, E.JUMP, jump)
    M.register_callback(t, E.RAISE, exc)
M.set_events(4, E.LINE | E.JUMP)
M.set_local_events(M.COVERAGE_ID, f.__code__, E.PY_START | E.LINE)
f(3); f(3)
print(log); log.clear()
M.restart_events()
f(3); f(3)
print(log); log.clear()
M.set_events(4, 0)
M.set_events(M.COVERAGE_ID, E.PY_START)
M.restart_events()
f(1); f(1)
print(log); log.clear()
M.set_events(4, E.RAISE)
def r():
    raise KeyError(1)
try: r()
except Exception as e: print(type(e), e)
try: r()
except Exception as e: print(type(e), e)
M.set_events(4, 0)
print(log); log.clear()
def bad(*a): raise ZeroDivisionError('from a callback')
M.register_callback(4, E.LINE, bad)
M.set_local_events(4, f.__code__, E.LINE)
try: f(1)
except ZeroDivisionError as e: print(e)
M.set_local_events(4, f.__code__, 0)
f(1)
M.free_tool_id(4)
print(log)
""",
    "tracers and profilers of every kind": """
import sys, threading
log = []
def tracer(frame, event, arg):
    log.append((frame.f_code.co_name, event, frame.f_lineno, type(arg).__name__))
    return tracer
def g(n):
    for i in range(n): yield i
def f(x):
    try:
        for y in g(x): pass
        raise ValueError(x)
    except ValueError:
        pass
    while x: x -= 1
    return [z for z in range(2)]
print(sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile())
sys.settrace(tracer); f(3); sys.settrace(None)
for l in log: print(l)
log.clear()
f(2)
prof = lambda frame, event, arg: log.append((frame.f_code.co_name, event, getattr(arg, '__name__', type(arg).__name__)))
sys.setprofile(prof); f(2); len([]); sys.setprofile(None)
print(log); log.clear()
def opcodes(frame, event, arg):
    frame.f_trace_opcodes = True; frame.f_trace_lines = False
    log.append((event, frame.f_lasti)); return opcodes
sys.settrace(opcodes); f(1); sys.settrace(None)
print(log); log.clear()
sys.settrace(tracer); sys.setprofile(prof); f(1); sys.setprofile(None); sys.settrace(None)
print(log); log.clear()
threading.settrace(tracer)
t = threading.Thread(target=f, args=(1,)); t.start(); t.join()
threading.settrace(None)
print([l for l in log if l[0] in 'fg']); log.clear()
if hasattr(threading, 'settrace_all_threads'):
    threading.settrace_all_threads(tracer); f(1); threading.settrace_all_threads(None); sys.settrace(None)
    threading.setprofile_all_threads(prof); f(1); threading.setprofile_all_threads(None)
print(log, sys.gettrace(), sys.getprofile()); log.clear()
def jumper(frame, event, arg):
    if event == 'line' and frame.f_lineno == jumper.at:
        frame.f_lineno = jumper.to
    return jumper
def j():
    a = 1
    a = 2
    a = 3
    return a
jumper.at = j.__code__.co_firstlineno + 2; jumper.to = j.__code__.co_firstlineno + 4
sys.settrace(jumper); print(j()); sys.settrace(None)
print(sys._getframe().f_trace)
def bad(frame, event, arg):
    if event == 'line': raise OSError('tracer')
    return bad
sys.settrace(bad)
try: j()
except OSError as e: print(e, sys.gettrace())
""",
    "debuggers and profilers": """
import sys, bdb, trace, cProfile, pstats, io, pdb
class B(bdb.Bdb):
    def user_line(self, frame): seen.append(frame.f_lineno); self.set_step()
seen = []
def w(n):
    s = 0
    for i in range(n):
        s += i
    return s
b = B(); b.reset(); print(b.runcall(w, 3), seen)
t = trace.Trace(count=1, trace=0); t.runfunc(w, 3)
print(sorted((k[1], v) for k, v in t.results().counts.items() if k[0].endswith('program.py') or 1)[:10])
p = cProfile.Profile(); p.enable(); w(5); sorted([3, 1], key=lambda x: w(1)); p.disable()
print(sorted((k[2], v[0], v[1]) for k, v in pstats.Stats(p).stats.items()))
out = io.StringIO()
d = pdb.Pdb(stdin=io.StringIO('n\\nn\\nb w\\nc\\nc\\n'), stdout=out)
d.runcall(w, 2)
print(out.getvalue())
""",
    "memory of code": """
import sys
def blocks(): return sys.getallocatedblocks()
source = 'def f(x):\\n    y = x\\n    return [y for z in range(2)]\\nf(1)\\n'
code = compile(source, 'made.py', 'exec')
seen = [0] * 20
for i in range(10):
    exec(code, {})
    exec(compile(source, 'made.py', 'exec'), {})
    (lambda: 1)()
    seen[i] = blocks()
code = None
seen[10] = blocks()
print([b - a for a, b in zip(seen, seen[1:11])])
""",
    "code made in every way": """
import marshal, types, gc, sys
def f(x):
    return x + 1
namespace = {}
exec(marshal.loads(marshal.dumps(compile('def g(x):\\n    return x * 2', 'g.py', 'exec'))), namespace)
h = types.FunctionType(f.__code__.replace(co_name='h'), globals())
print(f(1), namespace['g'](2), h(3), eval('f(4)'), eval(compile('h(5)', '<made>', 'eval')))
def k(): return 'k'
f.__code__ = k.__code__
print(f(), f.__code__ == k.__code__, hash(f.__code__) == hash(k.__code__), k.__code__.replace() == k.__code__)
print(f.__code__.co_code.hex(), list(f.__code__.co_lines()), sys.getsizeof(k.__code__), len(gc.get_referrers(k.__code__)))
print([type(o).__name__ for o in gc.get_objects() if type(o).__name__ == 'callback'], object.__subclasses__()[-3:])
import collections, dataclasses
P = collections.namedtuple('P', 'x y')
@dataclasses.dataclass(order=True)
class D:
    a: int
    b: list = dataclasses.field(default_factory=list)
print(P(1, 2), D(1) < D(2), D(3))
""",
    "ids of numbers far down": "\n" * 300 + """
seen = {}
def n(x):
    return seen.setdefault(id(x), len(seen))
def g():
    for i in range(300, 330):
        a, b = i * 1000, i * 0.5
        yield n(a), n(b), n(i + 1000), n(a + 1), n(b + 1.0)
for t in g():
    print(t, end=' ')
    print(n(t), n(t[0] + 5000), n(str(t)), end=' ')
try:
    [].missing
except AttributeError as e:
    print(n(e), n(e.__traceback__))
""",
}

# Which free memory an object gets depends on where everything else lies: a longer name of the program's folder changes it.
# These are compared with the runner that records nothing, both without randomized addresses.
PLACES_COUNT = {"ids of everything", "ids of numbers far down"}

# (program, CPython or "" for each): why it differs, and a pattern for the first difference.  The test fails when such a
# program differs in another way, or no longer.
KNOWN = {
    ("depth through C", "3.11"): ("a traced Python function that C code calls needs two levels of the recursion limit more",
                                  r"standard output, line 1: b'\d+' plainly, b'\d+' watched$"),
    ("memory of code", "3.11"): ("the objects that CPython makes of traced frames are not all given back at once",
                                 r"standard output, line 1: b'\[16, .*' plainly, b'\[18, .*' watched$"),
    ("benign b20_many_threads", ""): ("200 stacks of 8 MB are more than a program may have without --data",
                                      r"line 1: b'BENIGN-OK' plainly, b\"\d+ threads then can't start new thread\" watched$"),
}

FIXED_ADDRESSES = subprocess.run(["setarch", "-R", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0 \
    if shutil.which("setarch") else False
ADDRESS = re.compile(rb"0x[0-9a-f]{6,}|\b\d{13,}\b")
TIME = re.compile(rb"\d+\.\d+(e-\d+)?")


def shared(folder):
    for place in (os.environ.get("TERRARIUM_SHARED"), SOURCE.parent / "shared"):
        if place and (pathlib.Path(place) / folder).is_dir():
            return pathlib.Path(place) / folder
    return None


def shell_status(status):
    return 128 - status if status < 0 else status


def outcome(case, source, arguments, program=TERRARIUM):
    """What a run in an otherwise empty folder led to."""
    shutil.rmtree(case.folder)
    case.folder.mkdir()
    case.file("program.py", source)
    done = case.run(*arguments, stdin=INPUT, variables={"PYTHONHASHSEED": "0"}, program=program)
    return shell_status(done.returncode), done.stdout, done.stderr


def masked(result):
    return result[0], *(TIME.sub(b"T", ADDRESS.sub(b"0xA", part)) for part in result[1:])


def first_difference(plain, watched):
    for name, one, other in zip(("status", "standard output", "standard error"), plain, watched):
        if one == other or name == "status":
            if one != other:
                return f"{name}: {one} plainly, {other} watched"
            continue
        one, other = one.splitlines() + [None], other.splitlines() + [None]
        place = next(i for i, pair in enumerate(zip(one, other)) if pair[0] != pair[1])
        return f"{name}, line {place + 1}: {one[place]!r} plainly, {other[place]!r} watched"
    return None


def compare_places(case, what, version, source):
    runner = f"{os.environ['TERRARIUM_RUNNER_DIR']}/terrarium-run-{version}"
    plain = outcome(case, source, ["-R", runner, "--", "program.py"], "setarch")
    watched = outcome(case, source, ["-R", TERRARIUM, "record", "--python", version, "-o", "x.trr", "program.py"], "setarch")
    found = first_difference(plain, watched)
    case.check(found is None, f"{what}, CPython {version}, at the same addresses: {found}")


def compare(case, what, version, interpreter, source):
    plain = outcome(case, source, ["program.py"], interpreter)
    watched = outcome(case, source, ["record", "--python", version, "-o", "x.trr", "program.py"])
    if watched != plain:
        again = outcome(case, source, ["program.py"], interpreter)
        if again != plain:
            plain, watched = masked(plain), masked(watched)
    found = first_difference(plain, watched)
    known = KNOWN.get((what, version), KNOWN.get((what, "")))
    if known is None:
        case.check(found is None, f"{what}, CPython {version}: {found}")
    else:
        case.check(found is not None and re.search(known[1], found), f"{what}, CPython {version}: known to differ, because "
                   f"{known[0]}; now: {found}")


def add_test(what, source):
    def run(case):
        for version, interpreter in case.pythons():
            if what not in PLACES_COUNT:
                compare(case, what, version, interpreter, source)
            elif FIXED_ADDRESSES:
                compare_places(case, what, version, source)
    run.__name__ = re.sub(r"\W", "_", what)
    test(run)


for name, text in PROGRAMS.items():
    add_test(name, text)

if shared("pytutor"):
    for path in sorted(shared("pytutor").glob("traces-*/*.json")):
        add_test(f"pytutor {path.stem}", json.loads(path.read_text())["code"])
if shared("benign"):
    for path in sorted(shared("benign").glob("*.py")):
        add_test(f"benign {path.stem}", path.read_bytes())
if not shared("pytutor") or not shared("benign"):
    print("left out: programs from elsewhere, for TERRARIUM_SHARED names no folder that has them")

if not FIXED_ADDRESSES:
    print("left out: programs of which the places of objects are compared, for `setarch -R` is not to be had")

finish()
