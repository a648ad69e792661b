# CPython's notes on which tool is told of which instruction must be as if there were no recorder.
#: python 3.12
import sys
M = sys.monitoring; E = M.events
log = []
def f(x):
    for i in (1, 2):
        x = x + i
    return [x for i in range(2)]
def g():
    yield 1
    return 2
M.use_tool_id(M.DEBUGGER_ID, 'own')
M.register_callback(0, E.INSTRUCTION, lambda code, at: log.append((code.co_name, at)))
M.register_callback(0, E.LINE, lambda code, line: log.append((code.co_name, 'line', line)))
M.register_callback(0, E.STOP_ITERATION, lambda code, at, e: log.append((code.co_name, 'stop', at, type(e))))
for events in (E.INSTRUCTION, E.INSTRUCTION | E.LINE, E.LINE, E.LINE | E.INSTRUCTION | E.STOP_ITERATION, 0):
    M.set_events(0, events)
    f(1)
    for i in range(3):
        for x in g(): pass
    print(len(log), log[-40:])
    log.clear()
def h(x):
    y = x
    return y
M.set_local_events(0, h.__code__, E.INSTRUCTION)
h(1)
M.set_local_events(0, h.__code__, E.INSTRUCTION | E.LINE)
h(1)
print(log)
