def full(n):
    return n

def half(n):
    return n // 2

rules = {}
rules["full"] = full
rules["half"] = half

def price(kind, n):
    rule = rules[kind]
    return rule(n)

print(price("half", 10))
rules["free"] = lambda n: 0
print(price("free", 10))
