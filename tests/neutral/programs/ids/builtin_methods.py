# The addresses of methods of built-in types, which are objects while somebody refers to them.
kept = [].append, {}.get
print(*map(hex, map(id, kept)))
for i in range(3):
    print(hex(id([].append)), hex(id({}.get)), hex(id(''.join)), hex(id((i, i, i, i))))
