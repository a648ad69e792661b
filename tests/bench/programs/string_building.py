def build(n):
    s = ''
    for i in range(n):
        s += 'x'
        s += 'y'
    return s
for k in range(30):
    build(300)
