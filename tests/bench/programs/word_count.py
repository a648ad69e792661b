text = 'the quick brown fox jumps over the lazy dog again and again'.split()
def count(words):
    counts = {}
    for word in words:
        if word not in counts:
            counts[word] = 0
        counts[word] += 1
    return counts
for k in range(500):
    count(text)
