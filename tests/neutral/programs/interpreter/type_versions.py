# Which classes CPython has given a version, because somebody has looked for an attribute of theirs in its cache.  Who foresees
# what a line will do, and looks at classes for that, must not be one of those: here the line comes to its end before.
try:
    from _testcapi import type_get_version
except ImportError:
    def type_get_version(kind): return 0
class A: a = 1
class B:
    def m(self): return 1
class C: __slots__ = "x"
zero = 0
a, b, c = A(), B(), C()
for attempt in range(4):
    try: print(1 // zero + a.a)
    except ZeroDivisionError: print(bool(type_get_version(A)))
    try: print(1 // zero + b.m())
    except ZeroDivisionError: print(bool(type_get_version(B)))
    try: print(1 // zero + c.x)
    except ZeroDivisionError: print(bool(type_get_version(C)))
print(a.a, b.m(), bool(type_get_version(A)), bool(type_get_version(B)))
