first = ["red", "blue"]
second = first
second[0] = "green"
print(first)
