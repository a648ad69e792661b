def loud(word):
    print("loud", word)
    return word.upper()

words = map(loud, "ab")
print("map is done")
print(list(words))
