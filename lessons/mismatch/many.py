message = None
try:
    a, b = [1, 2, 3]
except ValueError as error:
    message = str(error)
print(message)
