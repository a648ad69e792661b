# A status after SIGKILL.
import os
print('before', flush=True)
os.kill(os.getpid(), 9)
