"""Signals, children, and memory that processes share."""
from neutral import check_folder

check_folder("processes")
