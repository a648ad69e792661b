# All of standard input is there.
import sys
data = sys.stdin.read()
print(len(data), data.upper())
