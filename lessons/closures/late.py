def make():
    made = []
    for i in range(3):
        f = lambda: i
        made.append(f)
    return made

f, g, h = make()
print(f(), g(), h())
