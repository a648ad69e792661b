# MemoryError where far too much is asked for.
import sys
for ask in (lambda: 'x' * (1 << 50), lambda: [0] * (1 << 58), lambda: bytearray(1 << 50), lambda: b'' .ljust(1 << 50)):
    try: ask()
    except MemoryError as e: print('MemoryError', e.args, e.__traceback__.tb_next.tb_lineno)
    except OverflowError as e: print(e)
print(sys.getsizeof([]), sys.exc_info())
