# A source in no encoding at all.
print('ÿ')
