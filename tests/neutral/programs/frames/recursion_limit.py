# At which depth a program that leaves the limit alone meets it, in functions, methods and generators.
import sys

print(sys.getrecursionlimit())


def f(n):
    global deepest
    deepest = n
    f(n + 1)


class C:
    def m(self, n):
        global deepest
        deepest = n
        self.m(n + 1)

    def __call__(self, n):
        global deepest
        deepest = n
        return self(n + 1)


def generator(n):
    global deepest
    deepest = n
    yield from generator(n + 1)


for call in (f, C().m, lambda n: list(generator(n))):
    try:
        call(0)
    except RecursionError as error:
        print(deepest, error)
try:
    f(0)
finally:
    print(deepest, sys.exc_info()[0])
