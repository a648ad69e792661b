"""Reference counts."""
from neutral import check_folder

check_folder("counts")
