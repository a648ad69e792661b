class Worker:
    def __init__(self):
        self.seen = []

    def run(self, row):
        seen = self.seen
        seen.append(row)

left = Worker()
right = Worker()
left.run("a")
right.run("b")
left.run("c")
print(left.seen)
print(right.seen)
