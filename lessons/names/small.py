tried = [255, 256, 257]
kept = []
for n in tried:
    a = int(str(n))
    b = int(str(n))
    if a is b:
        kept.append(n)
print(kept)
