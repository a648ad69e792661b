"""The ways in which a program ends."""
from neutral import check_folder

check_folder("ends")
