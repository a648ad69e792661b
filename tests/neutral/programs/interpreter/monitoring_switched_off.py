# Events that a program's own tools switch off, and callbacks that raise.
#: python 3.12
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
