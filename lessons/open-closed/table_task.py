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

print(price("senior", 10))
