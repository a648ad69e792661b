# Lines, bytes, iteration and the end of standard input.
import sys, fileinput
print(input(), repr(sys.stdin.readline()), sys.stdin.buffer.read(4), next(sys.stdin)); print(len(list(sys.stdin)), sys.stdin.read(), sys.stdin.buffer.read())
try: input('more? ')
except EOFError as e: print(e)
print(sys.stdin.closed, sys.stdin.fileno())
