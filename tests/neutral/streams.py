"""Standard input, output and error, and files."""
from neutral import check_folder

check_folder("streams")
