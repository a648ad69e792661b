class Worker:
    def __init__(self):
        self.seen = {}

    def run(self, row):
        count = self.seen.get(row, 0)
        self.seen[row] = count + 1

left = Worker()
right = Worker()
left.run("a")
right.run("b")
left.run("c")
print(left.seen, right.seen)
