import os

def add(x, to=[]):
    to.append(x)
    return to

def make():
    made = []
    for i in range(3):
        f = lambda: i
        made.append(f)
    return made

def twice(n: int):
    return n * 2

add(1)
print(add(2))
f, g, h = make()
print(f())
print(twice("ab"))
