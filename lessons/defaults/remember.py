def add(x, to=[]):
    to.append(x)
    return to

first = add(1)
second = add(2)
print(second)
print(first)
