"""What is changed behind the code that runs: classes, code, frames, cells, dictionaries, the collector, who traces."""
from neutral import check_folder

check_folder("changes")
