# try, except, else, finally, with returns and loops that leave, and groups.
def f(k):
    try:
        if k == 0: return 'return'
        if k == 1: raise ValueError(k)
        if k == 2: raise KeyError(k)
    except ValueError as e: return str(e), 'except'
    else: return 'else'
    finally: print('finally', k, end=' ')
for k in range(4):
    try: print(f(k))
    except KeyError as e: print('out', e, e.__context__)
def g():
    for i in range(3):
        try: continue
        finally:
            if i == 1: break
    return i
print(g())
try:
    try: raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [KeyError(2), OSError(3)])])
    except* KeyError as e: print('keys', e.exceptions)
    except* ValueError as e: print('values', e.exceptions)
except ExceptionGroup as e: print('rest', e, e.exceptions)
try: raise ValueError from None
except ValueError as e: print(e.__suppress_context__, e.__cause__)
