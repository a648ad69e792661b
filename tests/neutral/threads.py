"""Threads, and other interpreters."""
from neutral import check_folder

check_folder("threads")
