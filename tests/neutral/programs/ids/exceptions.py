# Exceptions, tracebacks and frames use addresses again.
#: places
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
def f(i):
    local = [i]
    raise ValueError(local) if i % 2 else KeyError(local)
for i in range(40):
    try: f(i)
    except (ValueError, KeyError) as e: print(n(e), n(e.args), n(e.args[0]), n(e.__traceback__), end=' ')
    print(n([i]), end=' ')
