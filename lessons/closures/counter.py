def counter():
    n = 0
    def add():
        nonlocal n
        n += 1
        return n
    return add

one = counter()
two = counter()
print(one(), one())
print(two())
