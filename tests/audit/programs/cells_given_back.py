# Cells of comprehensions that have no frame of their own: at the end a name has what it had before, and lets go of its cell.
def gathered(lists):
    made = [(lambda: x) for x in lists]
    for n, p in enumerate([(lambda: x) for x in lists]):
        made.append(p)
    return [f() for f in made]


def named(lists):
    x = 1
    made = [(lambda: (x, y)) for x in lists for y in x]
    also = {x: (lambda: x) for x in "ab"}
    x = [made, also]
    return lambda: x


def failing(lists):
    try:
        return [(lambda: x, x[1]) for x in lists]
    except IndexError:
        x = 2
    return x


gathered([[1]])
gathered([[1], [2]])
named([[1], [2, 3]])
failing([[1, 2], [3]])


class Body:
    made = [(lambda: x) for x in ([1], [2])]
    x = 1


kept = [(lambda: x) for x in ([1], [2])]
