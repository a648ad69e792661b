# A segmentation fault under faulthandler tells where every thread is.
import faulthandler, ctypes, sys
faulthandler.enable()
def f(x): y = [x]; ctypes.string_at(0)
print('before', flush=True); faulthandler.dump_traceback(); f(1)
