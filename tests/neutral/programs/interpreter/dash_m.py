# A program by -m, which runpy runs.
#: as -m
#: arguments one --two
import sys, inspect
print(sys.argv[1:], __name__, __spec__.name, __file__.endswith('program.py'), [s.function for s in inspect.stack()], sys.path[0] != '')
def f(x): y = [x]; return y
print(f(1), sys.flags)
1 / 0
