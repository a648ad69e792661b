# At which depth recursion through C code meets the limit.
depth = 0
def key(x):
    global depth
    depth += 1
    return sorted([1, 2], key=key)
try:
    key(1)
except RecursionError:
    print(depth)
class C:
    @property
    def p(self):
        global depth
        depth += 1
        return self.p
depth = 0
try:
    C().p
except RecursionError:
    print(depth)
depth = 0
class R:
    def __repr__(self):
        global depth
        depth += 1
        return repr(self)
try:
    repr(R())
except RecursionError:
    print(depth)
