# Generators and coroutines that die before they have begun, or are closed then: each begins with GeneratorExit, which is
# thrown into it, and which names and lists of the program hold as well.
thrown = GeneratorExit
kept = [GeneratorExit, {'class': GeneratorExit}]


def values():
    yield 1


async def waits():
    pass


made = type(values())
ends = values()
ends.close()
begun = values()
next(begun)
del begun
late = waits()
late.close()
print(made, thrown, kept)
made = [(type(values()), values().__class__, type(waits())) for x in kept]
made = [type(next(iter([values()]))) for x in kept]
