# Context managers, exit stacks, suppressed exceptions and decorators.
import contextlib
@contextlib.contextmanager
def m(n):
    print('enter', n)
    try: yield n
    except KeyError as e: print('swallowed', e)
    finally: print('exit', n)
with m(1) as a, m(2): raise KeyError('k')
with contextlib.ExitStack() as s:
    for i in range(3): s.enter_context(m(i))
    s.callback(print, 'callback')
with contextlib.suppress(ZeroDivisionError): 1 / 0
@m('deco')
def f(): return 5
print(f())
try:
    with m(3): raise ValueError
except ValueError: print('through')
class C:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print(t, tb.tb_lineno); return t is OSError
with C(): raise OSError
