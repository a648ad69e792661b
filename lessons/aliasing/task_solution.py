first = ["red", "blue"]
second = first.copy()
second[0] = "green"
print(first)
