class Model:
    loads = 0

    def __init__(self):
        Model.loads += 1

    def run(self, row):
        return row * 2

for row in [1, 2, 3]:
    model = Model()
    print(model.run(row))
