import sys, threading
sys.setswitchinterval(1000)  # a thread runs until it waits
turn, end = threading.Lock(), threading.Lock()
turn.acquire(), end.acquire()
box = []

def work(word):
    box.append(word)
    with turn:
        box.append('bye')
    end.release()

threading.Thread(target=work, args=('hello',), name='worker').start()
box.append('main')
turn.release()
end.acquire()
box.clear()
