def square(x):
    return x * x

power = lambda x: x * x
print(square(4), power(4))
print(type(square) is type(power))
print(power.__name__)
