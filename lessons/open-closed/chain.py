def price(kind, amount):
    if kind == "full":
        return amount
    elif kind == "student":
        return amount // 2
    raise ValueError(kind)

print(price("student", 10))
try:
    result = price("child", 10)
except ValueError as error:
    print("no such kind:", error)
