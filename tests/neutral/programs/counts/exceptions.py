# Exceptions, tracebacks and frames hold what they hold, and no longer than they do.
import sys
R = sys.getrefcount
x = []
def f(a):
    b = a
    raise KeyError(b)
for _ in range(2):
    try:
        f(x)
    except KeyError as e:
        print(R(x), R(e), R(e.args), R(e.__traceback__), R(e.__traceback__.tb_next.tb_frame))
        kept = e
    print(R(x), R(kept))
    kept = None
    print(R(x))
def g():
    try:
        f(x)
    finally:
        print('finally', R(x), R(sys.exc_info()[1]))
try: g()
except KeyError: pass
print(R(x), sys.exc_info())
