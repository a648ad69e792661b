# Children by subprocess: output, input, statuses, and the same interpreter.
import subprocess, sys
print(subprocess.run([sys.executable, '-c', 'import sys; print(sys.argv, sys.gettrace(), len(sys.modules) > 0)'], capture_output=True, text=True))
print(subprocess.run(['cat'], input=b'through', capture_output=True).stdout, subprocess.call('exit 5', shell=True), subprocess.getoutput('echo $0'))
p = subprocess.Popen([sys.executable, '-c', 'print(input())'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True); print(p.communicate('hi\n'), p.returncode)
try: subprocess.run(['no-such-program'])
except FileNotFoundError as e: print(e)
