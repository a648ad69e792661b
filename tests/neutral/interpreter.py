"""How the interpreter was started, and what it knows of itself."""
from neutral import check_folder

check_folder("interpreter")
