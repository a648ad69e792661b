# Which equal strings and numbers are one object.
a = 'word'; b = 'wo' + 'rd'; c = ''.join(['wo', 'rd'])
import sys
print(a is b, a is c, sys.intern(c) is a, 256 is int('256'), 257 is int('257'), () is tuple([]), '' is str(), b'' is bytes())
def f(): return 'word', 1000, (1, 2), 1.5
print(f()[0] is a, f()[1] is f()[1], f()[2] is f()[2], f() is f(), f.__code__.co_consts[1] if len(f.__code__.co_consts) > 1 else None)
x = 1000; y = 1000
print(x is y, -5 is int('-5'), -6 is int('-6'), chr(97) is 'a', chr(1000) is chr(1000), True is (1 == 1))
