# Finders and loaders of the program's own are asked what they are asked under python3.
import sys, importlib.abc, importlib.machinery, builtins
log = []
class F(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        log.append(name)
        return importlib.machinery.ModuleSpec(name, self) if name.startswith('made') else None
    def create_module(self, spec): return None
    def exec_module(self, module): exec('x = [1]\ndef f(): return x', module.__dict__)
sys.meta_path.insert(0, F())
import made, made2
print(made.f(), made2.x, made.__loader__ is sys.meta_path[0], log)
real = builtins.__import__
def imp(name, *a): log.append(('import', name)); return real(name, *a)
builtins.__import__ = imp
import colorsys, made
builtins.__import__ = real
print(log)
