"""The garbage collector: its counts, its moments, its callbacks."""
from neutral import check_folder

check_folder("collector")
