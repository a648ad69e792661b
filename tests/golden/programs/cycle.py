friends = {'ann': ['bob'], 'bob': []}
friends['bob'].append(friends['ann'])
friends['ann'].append(friends['bob'])
friends['all'] = [friends]
del friends['ann']
print(len(friends))
