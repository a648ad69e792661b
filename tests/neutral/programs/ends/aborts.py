# A status after SIGABRT.
import os
os.abort()
