# A text as status is told on standard error.
import sys
sys.exit('that is why')
