# Tracebacks' lines, frames, positions and locals.
import traceback, sys
def a(x): return b(x) + 1
def b(x):
    y = [x]
    return (x / 0) if x else c()
def c(): raise KeyError('c')
for v in (0, 1):
    try: a(v)
    except Exception as e:
        t = e.__traceback__
        while t: print(t.tb_lineno, t.tb_lasti, t.tb_frame.f_code.co_name, sorted(t.tb_frame.f_locals)[:3]); t = t.tb_next
        print(traceback.format_exc(), list(traceback.extract_tb(e.__traceback__)[-1].__reduce__()[:1]) != [])
        kept = e
print(kept.__context__, traceback.format_exception_only(kept))
kept.__traceback__.tb_frame.clear() if False else None
traceback.print_stack()
