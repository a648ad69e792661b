"""Addresses, and in which pattern they are used again."""
from neutral import check_folder

check_folder("ids")
