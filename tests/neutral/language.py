"""Generators, coroutines, classes and what the language does by itself."""
from neutral import check_folder

check_folder("language")
