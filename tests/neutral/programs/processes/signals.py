# Signal handlers run, and an unhandled signal ends the program with the same status.
import signal, os, time
signal.signal(signal.SIGUSR1, lambda n, f: print('usr1', f.f_code.co_name))
os.kill(os.getpid(), signal.SIGUSR1)
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.signal(signal.SIGALRM, lambda n, f: print('alarm'))
time.sleep(0.05)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('interrupted')
os.kill(os.getpid(), signal.SIGTERM)
