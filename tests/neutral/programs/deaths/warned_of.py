# A file that nobody closed: as it dies a warning names it, which the program's own function is given.
#: set PYTHONDEVMODE=1
import sys, warnings
kept = []
def shown(message, category, filename, lineno, file=None, line=None):
    kept.append(category.__name__)
    print(type(message).__name__, filename == __file__, lineno)
def named(message):
    source = message.source
    kept.append((type(source).__name__, source.closed, source.mode))
    del source
    print(len(kept), message.lineno)
warnings.simplefilter('always')
warnings.showwarning = shown
def leave_open(): f = open(__file__); return f.mode
for i in range(3): print(leave_open())
warnings._showwarnmsg = named
for i in range(3): print(leave_open())
numbers = [[i] for i in range(50)]
print(kept, len(numbers))
