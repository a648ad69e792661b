# A profiler of the program's own sees its calls and those of C functions.
import sys
log = []
def profiler(frame, event, arg): log.append((event, frame.f_code.co_name, getattr(arg, '__name__', None)))
def f(x): return len(x) + sum(x)
sys.setprofile(profiler); f([1]); sorted([2, 1]); [].append(1); 'a'.upper(); sys.setprofile(None)
print(log, sys.getprofile(), sys.gettrace())
