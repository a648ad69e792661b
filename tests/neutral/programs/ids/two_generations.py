# Objects that outlive others of their kind, so that free places come and go in the middle.
seen = {}
def n(x): return seen.setdefault(id(x), len(seen))
kept = []
for i in range(200):
    kept.append([i])
    if i % 3 == 0: kept.pop(len(kept) // 2)
    if i % 7 == 0: kept = kept[::2]
    print(n(kept[-1]), n([i]), n((i, kept)), end=' ')
