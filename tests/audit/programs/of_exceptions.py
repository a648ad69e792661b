# Attributes that C code gives: those of exceptions, of the learner's classes and of groups.
class E(Exception):
    pass
things = [ValueError([1]), E([2]), E([3])]
r = [x.args for x in things]
q = [x.args
     for x in things]
def f():
    r = [x.args for x in things]
    for x in things:
        r.append(x.args)
    return r
f()
class E(ExceptionGroup):
    pass
g = E("m", [ValueError([1]), E("sub", [ValueError([3])])])
def f(e):
    return [x.args for x in e.exceptions]
f(g)
r = [x.args for x in g.exceptions]
