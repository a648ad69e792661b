# An audit hook hears of the program's own doings, and of nothing else.
import sys, os
log = []
sys.addaudithook(lambda event, args: log.append(event))
open(__file__).close(); compile('1', 'x', 'eval'); exec('2'); os.listdir('.'); import textwrap
def f(x): y = [x]; return y
f(1); id(f); sys._getframe(); [i for i in range(3)]; sys.settrace(None)
print(log)
