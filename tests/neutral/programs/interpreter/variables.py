# Variables that change how python3 runs.
#: set PYTHONOPTIMIZE=2
#: set PYTHONUNBUFFERED=1
#: set PYTHONDONTWRITEBYTECODE=1
#: set PYTHONWARNINGS=error
"""A docstring."""
import sys, warnings
assert False
print(__doc__, sys.flags, sys.stdout.write_through, sys.warnoptions, __debug__)
try: warnings.warn('x')
except UserWarning as e: print('error', e)
