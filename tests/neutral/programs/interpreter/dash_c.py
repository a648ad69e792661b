# A program by -c.
#: as -c
#: arguments one --two
import sys
def f(x): y = [x]; return y
print(sys.argv, __name__, '__file__' in globals(), f(1), sys.flags, sys.path[0])
raise ValueError('seen')
