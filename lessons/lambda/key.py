words = ["pear", "fig", "banana"]
for word in sorted(words, key=lambda w: len(w)):
    print(word)
