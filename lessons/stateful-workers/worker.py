class Worker:
    def __init__(self):
        self.seen = {}

    def run(self, row):
        count = self.seen.get(row, 0)
        self.seen[row] = count + 1

worker = Worker()
worker.run("a")  # @first
worker.run("b")
worker.run("a")  # @again
