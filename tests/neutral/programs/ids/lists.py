# A list that dies leaves its address to the next one, in a pattern that a kept reference changes.
seen = {}
for i in range(200):
    t = [i]
    print(seen.setdefault(id(t), len(seen)), end=' ')
for i in range(50):
    print(seen.setdefault(id([]), len(seen)), seen.setdefault(id({}), len(seen)), end=' ')
