# Children by fork and multiprocessing, and their statuses.
import multiprocessing, os, sys
def work(n):
    return n * n
if __name__ == '__main__':
    q = multiprocessing.SimpleQueue()
    p = multiprocessing.get_context('fork').Process(target=lambda: q.put(work(5)))
    p.start()
    p.join()
    print(q.get(), p.exitcode)
    pid = os.fork()
    if pid == 0:
        print('child')
        sys.exit(3)
    print(os.waitpid(pid, 0)[1])
