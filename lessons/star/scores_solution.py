scores = [3, 9, 7, 5]
first, *middle, last = scores
print(first, middle, last)
