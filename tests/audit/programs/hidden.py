# Names of comprehensions without a frame that the module has too, and lists that nobody names while they hold new objects.
class Thing:
    def look(self):
        return self


things = [Thing() for _ in range(3)]
for thing in things:
    pass
[thing.look() for thing in things]
[(thing,
  [thing, [thing]]) for thing in things]
[things[:2]
 for thing in things]
[list(things)
 for thing in things]
{thing: (thing, things)
 for thing in things}
print(len(things))
