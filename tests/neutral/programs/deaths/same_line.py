# Objects that are born and die within one line.
class D:
    def __init__(self, n): print('init', n); self.n = n
    def __del__(self): print('del', self.n)
D(1); D(2)
for i in range(3): D(i); t = D(-i)
x = D('a'), D('b'); x = None; print('gone')
D('l').n, [D('m')], {D('n'): D('o')}
print(D('p').n, D('q').n)
a = D('s') if D('t') else D('u'); a = a = D('v')
D('w') and D('y')
not D('z')
