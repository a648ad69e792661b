try:
    a, b, *rest = [1, 2, 3]
except ValueError:
    print("did not fit")
