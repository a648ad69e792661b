def make():
    made = []
    for i in range(3):
        made.append(lambda i=i: i)
    return made

first, second, third = make()
print(first(), second(), third())
