scores = [3, 9, 7, 5]
first = scores[0]
last = scores[1]
print(first, last)
