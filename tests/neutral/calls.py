"""Special methods that tell of each call."""
from neutral import check_folder

check_folder("calls")
