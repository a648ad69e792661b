# Flags, arguments, paths, modules and streams are those of python3.
import sys, os
print(sys.flags, sys.argv, sys.path, sys.executable, sys.prefix, sys.exec_prefix, sys.base_prefix, sys.orig_argv[1:])
print(__name__, __file__, __builtins__, __doc__, __spec__, __package__, __loader__ is not None, sorted(globals()))
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.gettrace(), sys.getprofile(), sys.dont_write_bytecode)
print(sys.stdin.encoding, sys.stdout.encoding, sys.stderr.errors, sys.stdout.line_buffering, sys.getfilesystemencoding())
print(len(sys.modules), sorted(sys.modules), sys.hash_info, sys.float_info, sys.thread_info, sys.warnoptions, sys._xoptions)
print(os.getcwd() == os.path.dirname(os.path.abspath(__file__)), os.getpid() > 1, os.getsid(0) == os.getsid(os.getppid()))
print(sys.version, sys.implementation, sys.byteorder, sys.maxsize, sys.api_version, sys.excepthook, sys.displayhook)
