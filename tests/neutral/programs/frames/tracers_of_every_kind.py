# Tracers of lines and opcodes, profilers, both at once, those of threads, jumps and tracers that raise.
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
