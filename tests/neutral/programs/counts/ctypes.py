# Reference counts read by C, where no call of Python's own stands between.
import ctypes
count = lambda o: ctypes.c_ssize_t.from_address(id(o)).value
a = []
print(count(a)); b = a; print(count(a))
def f(x):
    y = x
    print(count(x)); del y; print(count(x))
f(a)
print(count(a), [count(o) for o in ([], {}, (1, a), object())])
api = ctypes.pythonapi
api.Py_IncRef(ctypes.py_object(a)); print(count(a)); api.Py_DecRef(ctypes.py_object(a)); print(count(a))
class C: pass
c = C()
print(count(c), count(C)); c.x = c; print(count(c)); c.__dict__; print(count(c.__dict__))
