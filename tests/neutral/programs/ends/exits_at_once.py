# Os._exit loses what was not written yet.
import os
print('lost', end='')
os._exit(7)
