# A source in an encoding that nobody knows.
# coding: nonsense
print(1)
