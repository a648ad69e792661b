# Locals die when a call returns, in the order of their names.
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
def f(a, b):
    c, d = D('c'), D('d')
    del c
    print('body')
    return b
r = f(D('a'), D('b')); print('returned', r.n)
def g():
    x = D('x')
    raise ValueError
try: g()
except ValueError: print('caught')
print('after')
(lambda q: print('in', q.n))(D('q'))
[D(i).n for i in range(3)]
print('end')
