# An interrupt that nobody catches ends the program by a signal.
import os, signal
def f():
    try: signal.raise_signal(signal.SIGINT)
    finally: print('finally')
f()
