# Tracebacks are printed with the same lines, marks, causes and notes.
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
