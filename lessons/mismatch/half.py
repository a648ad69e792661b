message = None
try:
    (a, b), (c, d), e = (1, 2), (3, 4, 5), 6
except ValueError as error:
    message = str(error)
print(message)
