words = ["zz", "y", "aaa"]
key = lambda w: len(w)
out = sorted(words, key=key)
for word in out:
    print(word)
