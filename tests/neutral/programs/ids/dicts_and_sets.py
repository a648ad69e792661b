# Dictionaries, sets and their iterators leave their addresses to the next.
#: places
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
for i in range(60):
    print(n({}), n({i: i}), n({i}), n(frozenset((i, i + 1))), n(iter({i})), n({i: 1}.keys()), n(iter({i: 1}.items())), n(dict(a=i)), end=' ')
