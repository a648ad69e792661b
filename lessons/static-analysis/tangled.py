def grade(n):
    if n < 0 or n > 100:
        return "?"
    if n < 50:
        return "F"
    if n < 60:
        return "E"
    if n < 70:
        return "D"
    if n < 80:
        return "C"
    if n < 90:
        return "B"
    return "A"

print(grade(71))
print(grade(10))
print(grade(99))
