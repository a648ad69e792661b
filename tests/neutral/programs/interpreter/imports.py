# What an import brings into sys.modules, and a module that fails, is made and is loaded again.
import sys, importlib
before = set(sys.modules)
import json, decimal, collections
print(sorted(set(sys.modules) - before)[:20])
try:
    import nowhere
except ImportError as e:
    print(e, e.name)
open('mine.py', 'w').write('print(__name__, __file__ is not None)\nvalue = [1]\n')
import mine
importlib.reload(mine)
print(mine.value, mine.__spec__.origin is not None)
