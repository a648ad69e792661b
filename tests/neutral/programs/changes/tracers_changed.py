# A program's own tracing functions, replaced, removed and given to single frames while lines run.
import sys
log = []
def t1(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    log.append((1, event, frame.f_lineno - frame.f_code.co_firstlineno))
    if event == "line" and frame.f_locals.get("i") == 2:
        frame.f_trace = t2
        return t2
    return t1
def t2(frame, event, arg):
    log.append((2, event, frame.f_lineno - frame.f_code.co_firstlineno))
    if event == "line" and frame.f_locals.get("i") == 3:
        frame.f_trace_lines = False
        frame.f_trace_opcodes = False
    return t2
def loop(n):
    x = []
    for i in range(n):
        x.append(i)
        y = x
    return y
sys.settrace(t1)
r = loop(5)
sys.settrace(None)
print(r, len(log))
print(log)
log.clear()
def untrace():
    a = [1]
    sys.settrace(None)
    b = a
    sys.settrace(t1)
    c = loop(1)
    sys.settrace(None)
    return b, c
print(untrace(), log)
log.clear()
def late():
    f = sys._getframe()
    x = [0]
    f.f_trace = t2
    sys.settrace(t1)
    x.append(1)
    x = x + [2]
    f.f_trace = None
    x.append(3)
    sys.settrace(None)
    return x
print(late(), log)
def bad(frame, event, arg):
    raise ValueError("tracer")
sys.settrace(bad)
try:
    loop(2)
except ValueError as e:
    print(e, sys.gettrace())
def prof(frame, event, arg):
    if event == "c_call" and arg.__name__ == "append":
        plog.append(event)
plog = []
sys.setprofile(prof)
loop(3)
sys.setprofile(None)
print(plog)
def jump(frame, event, arg):
    if event == "line" and frame.f_lineno == frame.f_code.co_firstlineno + 2:
        frame.f_lineno += 1
    return jump
def jumped():
    a = [1]
    a = [2]
    return a
sys.settrace(jump)
j = jumped()
sys.settrace(None)
print(j)
log.clear()
def gen():
    x = [1]
    yield x
    x.append(2)
    yield x
g = gen()
next(g)
sys.settrace(t1)
next(g)
sys.settrace(None)
print(list(g), [e for e in log])
