def price(kind, n):
    if kind == "full":
        return n
    elif kind == "half":
        return n // 2
    raise ValueError(kind)

print(price("half", 10))
try:
    price("child", 10)
except ValueError:
    print("no such kind")
