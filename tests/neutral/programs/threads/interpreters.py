# Other interpreters with GILs of their own make and drop what the recorder knows by address.
import threading
try:
    from concurrent import interpreters
except ImportError:
    raise SystemExit('CPython 3.14 has them first')
def work():
    interpreter = interpreters.create()
    interpreter.exec('''
import collections, sys
class C: pass
for i in range(30000):
    x = [i, (i, C()), {i: i}, {i}, collections.OrderedDict(a=i), ValueError(i), bytearray(b'x'), (lambda: i), iter([i])]
sys.settrace(None)
''')
    interpreter.close()
threads = [threading.Thread(target=work) for n in range(2)]
for thread in threads:
    thread.start()
for i in range(1000):
    x = [[i], {i: [i]}, (i, [i]), ValueError(i), (lambda: i), iter([i])]
for thread in threads:
    thread.join()
print('done')
