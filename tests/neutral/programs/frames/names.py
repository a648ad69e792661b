# Locals(), f_locals, exec and inspect see the names that are there and no others.
import sys, inspect
def f(a):
    b = 2
    l = locals()
    c = 3
    print(sorted(l), sorted(locals()), sys._getframe().f_lineno, sys._getframe(1).f_code.co_name)
    sys._getframe().f_locals['z'] = 1
    exec('q = 5')
    print('z' in locals(), f.__code__.co_varnames, inspect.stack()[0].function, len(inspect.stack()))
    return b
f(1)
class C:
    x = 1
    print(sorted(locals()))
    y = [x for _ in range(2)] if False else 0
print(eval('1 + 1'), [k for k in globals() if not k.startswith('__')])
exec(compile('def made(): return sys._getframe().f_code.co_filename', 'other.py', 'exec'))
print(made(), made.__code__.co_firstlineno)
import dis
dis.dis(f.__code__.co_consts[1].__class__) if False else print(f.__code__.co_stacksize)
