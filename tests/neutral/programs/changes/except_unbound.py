# Exceptions caught in loops, their name unbound, kept, bound anew and deleted in the handler, in functions and generators.
kept = []
for i in range(6):
    try:
        if i % 2:
            raise ValueError(i, [i])
        [][i]
    except ValueError as e:
        kept.append(e.args[1])
        if i == 3:
            del e
        elif i == 5:
            e = [i]
    except IndexError as e:
        e.note = kept
        last = e
    try:
        e
    except NameError as n:
        kept.append(str(n)[:8])
print(kept, last.note is kept)
def f():
    for i in range(4):
        try:
            try:
                raise KeyError([i])
            except KeyError as e:
                k = e
                raise TypeError from e
            finally:
                i = [i]
        except TypeError as e:
            c = e.__cause__
            yield c is k, c.args, i
            if i[0] == 2:
                return
        else:
            print("no")
    print("end")
print(list(f()))
def g(n):
    try:
        if n == 0:
            raise RuntimeError("down", [n])
        g(n - 1)
    except RuntimeError as e:
        e.args = e.args + (n,)
        raise
    finally:
        n = str(n)
try:
    g(4)
except RuntimeError as e:
    tb = e.__traceback__
    depth = 0
    while tb:
        depth += 1
        names = list(tb.tb_frame.f_locals)
        tb = tb.tb_next
    print(e.args, depth, names)
try:
    tb, e
except NameError as x:
    print(x)
def h():
    while True:
        try:
            return [1]
        except:
            pass
        finally:
            try:
                raise ValueError
            except ValueError:
                break
    return [2]
print(h())
class Ex(Exception):
    def __init__(self, *a):
        super().__init__(*a)
        self.mine = list(a)
    def __del__(self): print("ex gone", self.mine)
for i in range(3):
    try:
        raise Ex(i)
    except Ex as e:
        e.mine.append(e.__context__)
print("after")
try:
    raise Ex("a")
except Ex as e:
    try:
        raise Ex("b")
    except Ex as f2:
        print(f2.__context__ is e)
