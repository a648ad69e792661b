# A program's own sys.settrace and sys.setprofile get the events that they get otherwise.
import sys
seen = []
def tracer(frame, event, arg):
    seen.append((frame.f_code.co_name, event, frame.f_lineno))
    return tracer
def f(x):
    y = x
    return y
sys.settrace(tracer)
f(1)
sys.settrace(None)
print(seen)
sys.setprofile(lambda frame, event, arg: seen.append(event))
len([])
sys.setprofile(None)
print(seen[-4:])
