# Large single writes to both streams.
import sys
sys.stdout.write('x' * 300000 + '\n'); sys.stderr.write('y' * 100000 + '\n'); sys.stdout.buffer.write(bytes(range(256)) * 500); print(1 << 4000); print(list(range(20000)))
