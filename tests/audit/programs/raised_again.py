# An exception that is raised again leaves a loop over generators that wait for each other: they are closed meanwhile, and
# each is held by the one that closes it.
def sub(x=None):
    try:
        got = yield [x]
    finally:
        x = [x]
def gen(x):
    yield from sub(x)
def outer(x):
    yield from gen(x)
try:
    for p in outer(1):
        try:
            p += 1
        finally:
            q = 1
except Exception as error:
    pass
