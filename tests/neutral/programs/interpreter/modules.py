# sys.modules holds what python3 loads, before and after an import.
import sys
print(sorted(sys.modules)); print(sys.builtin_module_names == tuple(sys.builtin_module_names), len(sys.meta_path), sys.path_hooks[1:] != [])
before = set(sys.modules); import dataclasses; print(sorted(set(sys.modules) - before))
print([m for m in sys.modules if 'terrarium' in m], sys.modules['__main__'].__dict__ is globals(), sorted(vars(sys.modules['__main__'])))
