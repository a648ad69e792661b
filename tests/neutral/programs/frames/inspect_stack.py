# inspect.stack() and sys._getframe show the program's frames and no others.
import inspect, sys
def f(n):
    if n: return f(n - 1)
    return [(s.function, s.lineno, s.index, s.code_context) for s in inspect.stack()], inspect.currentframe().f_back.f_code.co_name
print(f(2))
def g():
    frame = sys._getframe(); out = []
    while frame: out.append((frame.f_code.co_name, frame.f_lineno, frame.f_lasti > 0, frame.f_trace, len(frame.f_locals) < 99)); frame = frame.f_back
    return out
print(g(), sorted([3, 1], key=lambda v: len(g()))[0], [g() for _ in range(1)])
class C: print(g())
print(inspect.getframeinfo(sys._getframe()), sys._current_frames().keys() == {__import__('threading').get_ident()})
