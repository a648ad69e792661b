"""When objects die, and what is told of it."""
from neutral import check_folder

check_folder("deaths")
