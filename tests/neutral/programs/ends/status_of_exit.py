# A status by sys.exit.
import sys
print('so')
sys.exit(3)
