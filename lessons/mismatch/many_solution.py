message = None
try:
    a, b, *rest = [1, 2, 3]
except ValueError as error:
    message = str(error)
print(message)
