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
        rows = [1, 2, 3]
        return [*map(double, rows)]
    make = daft.cls(Worker)
    double = make()
    rows = {"n": [1, 2, 3]}
    t = daft.from_pydict(rows)
    t = t.select(double(t["n"]))
    return t.to_pydict()["n"]

result = run()
print(result)
