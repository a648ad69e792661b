# A program from standard input.
#: as -
#: arguments one
import sys
print(sys.argv, __name__, '__file__' in globals(), sys.stdin.read()[:10])
def f(x): return [x]
print(f(1)); undefined
