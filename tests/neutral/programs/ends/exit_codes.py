# A status by every kind of sys.exit in children, and of the program itself.
import os, sys
for code in (None, 0, 1, 255, 256, -1, True, "text", 2.5, [3]):
    sys.stdout.flush(); pid = os.fork()
    if pid == 0: sys.exit(code)
    print(code, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
raise SystemExit(42)
