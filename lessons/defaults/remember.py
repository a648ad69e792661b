def add(item, found=[]):
    found.append(item)
    return found

first = add(1)
second = add(2)
print(second)
print(first)
