"""The stack: names, depth, tracebacks, tracers."""
from neutral import check_folder

check_folder("frames")
