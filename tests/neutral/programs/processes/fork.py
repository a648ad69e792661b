# Children by fork: what they print, their statuses, and __del__ in both.
import os, sys
class D:
    def __del__(self): print('del', 'child' if child else 'parent', flush=True)
child = False; d = D()
print('before', flush=True)
for i in range(3):
    pid = os.fork()
    if pid == 0:
        child = True
        x = [[j] for j in range(100)]; print('child', i, len(x), sys.gettrace(), flush=True)
        if i == 0: os._exit(3)
        if i == 1: sys.exit(4)
        raise ValueError('in child')
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
