# What is buffered, flushed, detached and written through, at a terminal and not.
import sys, os, io
print(sys.stdout.line_buffering, sys.stdout.isatty(), sys.stderr.line_buffering, sys.stdout.errors, sys.stderr.errors, sys.stdin.isatty(), sys.stdout.encoding)
sys.stdout.write('one '); os.write(1, b'two '); sys.stdout.flush(); sys.stderr.write('three '); print('four', end=' ', flush=True)
out = io.TextIOWrapper(os.fdopen(os.dup(1), 'wb', 0), write_through=True); out.write('five '); out.flush()
import contextlib
with contextlib.redirect_stdout(io.StringIO()) as s: print('hidden')
print(repr(s.getvalue()), os.get_terminal_size(1) if os.isatty(1) else 'no size')
sys.stdout = None; print('nowhere'); sys.stdout = sys.__stdout__; print('end')
