# The learner's code calls a library that is written in Python, which does the work.
import copy
import json.encoder
import textwrap

encode = json.encoder.JSONEncoder(indent=1).encode
rows = [{'name': 'row %d' % i, 'values': list(range(10)), 'nested': {'a': [1, 2, (3, 4)]}} for i in range(30)]
text = 'The quick brown fox jumps over the lazy dog, again and again. ' * 30
for i in range(4):
    encoded = encode(rows)
    copied = copy.deepcopy(rows)
    lines = textwrap.wrap(text, 40)
