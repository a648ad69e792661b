def numbers(n):
    for i in range(n):
        yield i
def squares(source):
    for x in source:
        yield x * x
def evens(source):
    for x in source:
        if x % 2 == 0:
            yield x
total = 0
for k in range(20):
    for x in evens(squares(numbers(100))):
        total += x
