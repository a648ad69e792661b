data = (1, 2), (3, 4, 5), 6
message = None
try:
    (a, b), (c, d), e = data
except ValueError as error:
    message = str(error)
print(message)
