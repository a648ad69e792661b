# Hashes of strings, and with them the order of sets.
import sys

print(hash('word'), hash(b'bytes'), hash(1.5), hash((1, 'a')), hash(None) == hash(None), sys.flags.hash_randomization)
print({'one', 'two', 'three', 'four', 'five'}, frozenset('abcdef'), sys.hash_info)
