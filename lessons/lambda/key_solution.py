words = ["zz", "y", "aaa"]
key = lambda w: w[0]
out = sorted(words, key=key)
for word in out:
    print(word)
