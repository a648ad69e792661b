scores = [3, 9, 7, 5]
first, last = scores[0], scores[1]
print(first, last)
