# Builtins and sys have the attributes that they have under python3, of the same kinds.
import builtins, sys, gc, _thread, threading, signal, atexit
for m in (builtins, sys, gc, _thread, threading, signal, atexit):
    print(m.__name__, sorted((k, type(v).__name__) for k, v in vars(m).items()))
print(sys.settrace, sys.setprofile, _thread.start_new_thread, repr(list.append), type(sys.settrace), sys.settrace.__doc__)
print(object.__subclasses__()[-3:], len(type.__subclasses__(type)), list.__basicsize__, dict.__flags__, int.__dictoffset__)
