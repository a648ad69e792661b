# __repr__, __str__ and __format__ are called as often as the program does so.
n = {}
class C:
    def __repr__(self): n['repr'] = n.get('repr', 0) + 1; return 'C'
    def __str__(self): n['str'] = n.get('str', 0) + 1; return 'c'
    def __format__(self, s): n['format'] = n.get('format', 0) + 1; return s
c = C()
l = [c, c]
def f(x): y = {'k': x}; return y
f(c); print(n); str(c); repr(l); f'{c}{c!r}{c:>5}'; print(c, n); print(l, f(c)); print(sorted(n.items()))
