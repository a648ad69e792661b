"""What the standard library does, and C code by ctypes."""
from neutral import check_folder

check_folder("library")
