words = ["pear", "fig", "banana"]
for word in sorted(words, key=lambda w: w[-1]):
    print(word)
