# Attributes given through __dict__, by names that another instance of the class has and this one has not (yet, or any more).
class Kept:
    def __set_name__(self, owner, name):
        self.name = "_" + name
    def __get__(self, instance, owner=None):
        return instance.__dict__[self.name]
    def __set__(self, instance, value):
        instance.__dict__[self.name] = value
class Point:
    x, y = Kept(), Kept()
    def __init__(self, x, y):
        self.y = y
        self.x = x
points = [Point(1, "a"), Point(None, [2]), Point([3], 4)]
print([sorted(vars(point)) for point in points])
class Bag:
    pass
full, bare, other = Bag(), Bag(), Bag()
full.one, full.two, full.three = 1, "two", None
names = vars(bare)
names["two"] = 2
names["three"] = []
names["one"] = bare.three
print(list(names), bare.__dict__ is names, bare.one is bare.three)
names = vars(other)
names["three"] = 3
other.two = [4]
del names["three"]
names["three"] = True
other.three = other.two
names["one"] = 1
print(list(names), names)
