def full(amount):
    return amount

def student(amount):
    return amount // 2

rules = {"full": full, "student": student}

def price(kind, amount):
    return rules[kind](amount)

print(price("senior", 10))
