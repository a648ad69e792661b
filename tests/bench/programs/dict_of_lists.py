groups = {}
def add(key, value):
    if key not in groups:
        groups[key] = []
    groups[key].append(value)
for k in range(100):
    groups.clear()
    for i in range(60):
        add(i % 7, i)
