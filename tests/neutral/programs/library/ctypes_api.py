# Python's own C functions by ctypes: lists, frames, callbacks from C.
import ctypes
api = ctypes.pythonapi; api.PyList_Size.argtypes = [ctypes.py_object]; api.PyList_Size.restype = ctypes.c_ssize_t; l = [1, 2]; print(api.PyList_Size(l))
api.PyList_Append.argtypes = [ctypes.py_object] * 2; api.PyList_Append(l, l); print(len(l), l[2] is l)
libc = ctypes.CDLL(None); C = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)); calls = []
def compare(a, b): calls.append((a[0], b[0])); return a[0] - b[0]
a = (ctypes.c_int * 5)(5, 2, 4, 1, 3); libc.qsort(a, 5, 4, C(compare)); print(list(a), len(calls))
libc.printf.restype = None; import sys; sys.stdout.flush(); libc.puts(b'from C'); libc.fflush(None)
class S(ctypes.Structure): _fields_ = [('x', ctypes.c_int), ('y', ctypes.c_double)]
s = S(1, 2.5); print(s.x, s.y, ctypes.sizeof(S), bytes(s)[:4]); ctypes.set_errno(5); print(ctypes.get_errno())
