def loud(word):
    print("called with", word)
    return word.upper()

words = map(loud, ["a", "b"])
print("map is done")
print(list(words))
