# Where other threads live but do not run, all is as if there were one; where they run in between, be it without an event, or
# while something stands on a value stack, all of it may have changed.
import queue
import sys
import threading
import time


class Node:
    def __init__(self, value, after=None):
        self.value, self.after = value, after


stop, ready = threading.Event(), threading.Event()


def wait(own):
    own.append([1])
    ready.set()
    stop.wait()
    own.append([2])


kept = [[] for _ in range(3)]
waiting = [threading.Thread(target=wait, args=(own,), daemon=True) for own in kept]
for thread in waiting:
    thread.start()
ready.wait()
chain = None
for number in range(30):
    chain = Node(number, chain)
    pair = [chain, [number]]
    pair[1].append(pair)
rows = {}
for number in range(20):
    rows[number % 3] = [rows.get(number % 3), number]

# C code alone runs in these: the main thread has the only events.
shared = [[0]]
adding = [threading.Thread(target=shared.append, args=([name],)) for name in "abc"]
for thread in adding: thread.start()
while len(shared) < 4: time.sleep(0)
moved = queue.Queue()
feeding = threading.Thread(target=moved.put, args=([5],))
feeding.start(); got = moved.get()

# Timers change what a loop's iterator and a generator that waits hold.
items = [[1], [2], [3]]
timer = threading.Timer(0.001, items.clear)
for item in items:
    timer.start()
    timer.join()
del item


def numbers(held):
    for each in held:
        yield each


source = [[1], [2]]
made = numbers(source)
first = next(made)
timer = threading.Timer(0.001, source.__setitem__, (1, [3]))
timer.start(); timer.join()
second = next(made)
del made, first, second, timer


def race(number):
    mine = []
    for step in range(60):
        common[step % 4] = mine
        mine.append([number, step])
        box.value = mine[-1]
        total = sum(len(each) for each in list(common.values()))
        if step % 10 == 0: common.setdefault(number * 100 + step, []).append(box.value)
    return total


common, box = {}, Node(None)
before = sys.getswitchinterval()
sys.setswitchinterval(1e-6)
racing = [threading.Thread(target=race, args=(number,)) for number in range(3)]
for thread in racing: thread.start()
race(3)
for thread in racing: thread.join()
sys.setswitchinterval(before)
stop.set()
for thread in waiting: thread.join()
print(kept, len(shared), got, items, source, len(common))
