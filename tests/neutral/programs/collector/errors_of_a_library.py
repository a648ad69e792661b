# gc.get_count() while exceptions leave functions of a library, whose frames get objects for the tracebacks.
import gc, json
def decode(text):
    try: return json.loads(text)
    except ValueError as error: return error
gc.collect(); decode('x')
seen = []
for i in range(20): seen.append(gc.get_count()[0]); decode('x')
print([b - a for a, b in zip(seen, seen[1:])])
kept = [decode('[1, x]') for _ in range(5)]
seen = []
for i in range(5): seen.append(gc.get_count()[0]); kept.pop()
print([b - a for a, b in zip(seen, seen[1:])])
