def total(numbers):
    if not numbers:
        return 0
    rest = numbers[1:]
    return numbers[0] + total(rest)


print(total([3, 4, 5]))
