data = (1, 2), (3, 4, 5), 6
try:
    (a, b), (c, d), e = data
except ValueError:
    print("did not fit")
