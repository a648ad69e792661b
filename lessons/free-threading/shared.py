from threading import Thread
from time import perf_counter

def fill(board):
    add = board.append
    for i in range(100_000):
        add(i)

def two(a, b):
    t = Thread(
        target=fill, args=(a,))
    u = Thread(
        target=fill, args=(b,))
    begin = perf_counter()
    t.start()
    u.start()
    t.join()
    u.join()
    return perf_counter() - begin

own, same = [], []
for i in range(7):
    own.append(two([], []))
    board = []
    same.append(two(board, board))
if min(same) > 1.5 * min(own):
    print("one board: slower")
else:
    print("one board: as fast")
