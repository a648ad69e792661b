# What goes to standard output and to standard error, flushed and not.
import sys
print('one')
print('two', file=sys.stderr)
sys.stdout.flush()
print('three')
