class Shape:
    def __init__(self, name):
        self.name = name
        self.count = 0
    def area(self):
        return 0
    def touch(self):
        self.count += 1
        return self.area()
class Square(Shape):
    def __init__(self, side):
        super().__init__('square')
        self.side = side
    def area(self):
        return self.side * self.side
class Circle(Shape):
    def __init__(self, radius):
        super().__init__('circle')
        self.radius = radius
    def area(self):
        return 3 * self.radius ** 2
shapes = [Square(i) if i % 2 else Circle(i) for i in range(10)]
total = 0
for k in range(300):
    for shape in shapes:
        total += shape.touch()
