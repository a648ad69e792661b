# Bytes of print, write, os.write, a duplicated descriptor and a child come in the same order.
import sys, os
sys.stdout.write('a'); sys.stderr.write('b'); os.write(1, b'c'); print('d', flush=True); os.write(2, b'e\n')
os.dup2(2, 1); print('to stderr'); sys.stdout.flush()
import subprocess
subprocess.run(['echo', 'child'])
print(sys.stdin.readline(), end='')
print(input('ask? '))
print(len(sys.stdin.read()))
sys.stdout.close()
