# except*: groups split, handlers that raise, nested groups, and the names that they bind.
def run(eg):
    seen = []
    try:
        try:
            raise eg
        except* ValueError as e:
            seen.append(("V", [x.args for x in e.exceptions]))
            v = e
        except* (TypeError, KeyError) as e:
            seen.append(("T", len(e.exceptions)))
            if len(e.exceptions) > 1:
                raise ZeroDivisionError("in handler")
        else:
            seen.append("else")
        finally:
            seen.append("finally")
    except BaseExceptionGroup as rest:
        seen.append(("rest", rest.message, [type(x).__name__ for x in rest.exceptions]))
    except BaseException as b:
        seen.append(("bare", type(b).__name__))
    return seen
groups = [ExceptionGroup("one", [ValueError(1)]), ExceptionGroup("two", [ValueError([2]), TypeError(), KeyError()]),
          ExceptionGroup("nest", [ExceptionGroup("in", [ValueError(3), OSError()]), TypeError(4)]), ValueError("bare"),
          KeyError("x"), OSError("none")]
for g in groups:
    print(run(g))
class MyGroup(ExceptionGroup):
    def derive(self, excs):
        made.append(len(excs))
        return MyGroup(self.message, excs)
made = []
m = MyGroup("mine", [ValueError(1), MyGroup("sub", [TypeError(2), ValueError(3)])])
print(run(m), made)
a, b = m.split(lambda x: isinstance(x, ValueError))
print(repr(a), repr(b))
def gen():
    try:
        yield [1]
    except* ValueError as e:
        yield e.exceptions
    yield "after"
g = gen()
next(g)
t = g.throw(ValueError(9))
print(t, next(g))
for i in range(3):
    try:
        raise ExceptionGroup("loop", [ValueError(i), OSError(i)])
    except* ValueError as e:
        last = [x.args for x in e.exceptions]
        e = None
    except* OSError:
        pass
print(last)
