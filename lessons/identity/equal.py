one = 1
true = True
real = 1.0
print(one == true == real)
print(one is true)
nan = float("nan")
print(nan == nan)
print(nan is nan)
print([nan] == [nan])
