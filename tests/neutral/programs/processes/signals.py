# Handlers, masks, alarms, wakeup descriptors and pending signals.
import signal, os, time, sys
log = []
def h(n, f): log.append((signal.Signals(n).name, f.f_code.co_name))
for s in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGCHLD): signal.signal(s, h)
def f(): os.kill(os.getpid(), signal.SIGUSR1); x = 1; return x
f(); signal.raise_signal(signal.SIGUSR2); signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.05); print(log)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1}); os.kill(os.getpid(), signal.SIGUSR1); print(signal.sigpending())
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1}); print(log[-1], signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE))
r, w = os.pipe(); os.set_blocking(w, False); signal.set_wakeup_fd(w); signal.raise_signal(signal.SIGUSR2); print(os.read(r, 9))
try:
    signal.signal(signal.SIGALRM, lambda n, f: 1 / 0); signal.setitimer(signal.ITIMER_REAL, 0.01)
    while True: pass
except ZeroDivisionError: print('out of the loop')
