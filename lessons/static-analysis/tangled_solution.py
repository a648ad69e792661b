limits = [
    (50, "F"),
    (60, "E"),
    (70, "D"),
    (80, "C"),
    (90, "B"),
]

def grade(n):
    for limit, letter in limits:
        if n < limit:
            return letter
    return "A"

print(grade(71))
print(grade(10))
print(grade(99))
