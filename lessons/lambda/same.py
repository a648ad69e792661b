def f(x):
    return x * x

g = lambda x: x * x
print(f(4), g(4))
t = type(f)
print(type(g) is t)
print(g.__name__)
