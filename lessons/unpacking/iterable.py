class Pair:
    def __iter__(self):
        yield "left"
        yield "right"

pair = Pair()
x, y = pair
print(x, y)
try:
    print(pair[0])
except TypeError as e:
    error = e
