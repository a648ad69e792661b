class Worker:
    def __init__(self):
        self.seen = []

    def run(self, row):
        seen = self.seen
        seen.append(row)

worker = Worker()
worker.run("a")
worker.run("b")
worker.run("c")  # @again
