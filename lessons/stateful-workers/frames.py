try:
    import daft
except ImportError:
    daft = None

log = []

class Worker:
    def __init__(self):
        log.append("made")

    def __call__(self, n: int) -> int:
        return n * 2

def run():
    if daft is None:
        double = Worker()
        return [double(1), double(2), double(3)]
    double = daft.cls(Worker)()
    table = daft.from_pydict({"n": [1, 2, 3]})
    table = table.select(double(table["n"]))
    return table.to_pydict()["n"]

result = run()
print(result)
