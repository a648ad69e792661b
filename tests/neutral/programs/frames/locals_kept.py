# A dictionary of locals is as old as the last call that asked for it.
def f(a):
    one = locals()
    b = 2
    two = 'b' in one
    locals()
    return two, 'b' in one, one is locals()
print(f(1))
def g():
    d = locals(); x = 1; y = 2
    del x
    return sorted(d), sorted(locals()), eval('y'), [k for k in vars()]
print(g())
def h(): exec('z = 1'); return 'z' in locals(), sorted(locals())
print(h())
class C:
    a = 1; d = locals(); b = 2; print(sorted(k for k in d if not k.startswith('_')), d is locals())
