t = ([],)
try:
    t[0] += [1]
except TypeError as error:
    print(error)
print(t)
