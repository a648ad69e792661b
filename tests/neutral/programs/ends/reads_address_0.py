# A status after SIGSEGV.
import ctypes
ctypes.string_at(0)
