# sys.monitoring's six tools are all free, and get the events that they ask for.
#: python 3.12
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
