"""Traces of Python Tutor: ours of the same programs mean the same as those that it recorded itself, but for the differences
below."""
import json
import os
import pathlib
import subprocess
import sys

from harness import SOURCE, finish, test

# trace: (why ours is different, what compare.py must not look at for the rest to be equal; None: too different to compare)
DIFFERENCES = {
    "backend-tests__cs61a-multi-lambdas": (
        "Python Tutor guesses the call that a lambda was made in by its code alone, and takes the first of two: f(1)(2)(5) was "
        "made by f(1), not by f(3); ours knows which function was called", "--no-parents"),
    "backend-tests__exec_test": ("Python Tutor's sandbox refuses to import os; here exec runs", None),
    "backend-tests__import-star-2": (
        "what a library defines is one word in the picture, not 170 entries of methods written in C", "--ignore=g:"),
    "backend-tests__unicode-py3-ultimate": (
        "'.0' is CPython's own name for the iterator of a comprehension: it stands nowhere in the program",
        "--ignore=f0.names,f0.order"),
    "example-code__chris-meyers__optSieve": (
        "Python Tutor's sandbox has a message of its own for modules that do not exist", "--ignore=exception_msg"),
}


def reference():
    for base in (os.environ.get("TERRARIUM_SHARED"), SOURCE.resolve().parent / "shared"):
        if base and (pathlib.Path(base) / "pytutor" / "compare.py").is_file():
            return pathlib.Path(base) / "pytutor"
    return None


def compare(first, second, *options):
    return subprocess.run([sys.executable, REFERENCE / "compare.py", "--no-pprint", *options, first, second],
                          capture_output=True, text=True)


def export(case, code, *options):
    done = case.run("export", "--format", "pytutor", *options, "-o", "ours.json", case.file("program.py", code))
    case.equal((done.returncode, done.stderr, done.stdout), (0, b"", b""), "an export says nothing")
    return case.folder / "ours.json"


def compared_with(trace):
    def same_as_python_tutor(case):
        ours = export(case, json.loads(trace.read_text())["code"])
        why, options = DIFFERENCES.get(trace.stem, ("", ""))
        found = compare(trace, ours, *(options or "").split())
        if options is None:
            case.check(found.returncode == 1, f"differs, for {why}", found.stdout)
        else:
            case.check(found.returncode == 0, "means the same", found.stdout)
        if options:
            case.check(compare(trace, ours).returncode == 1, f"is listed as different without need: {why}")
    same_as_python_tutor.__name__ = trace.stem
    return same_as_python_tutor


REFERENCE = reference()
if REFERENCE is None:
    print("skipped: no traces of Python Tutor at $TERRARIUM_SHARED/pytutor, nor at ../shared/pytutor beside the sources")
    sys.exit(77)
if sys.version_info[:2] == (3, 11):
    for path in sorted((REFERENCE / "traces-3.11").glob("*.json")):
        test(compared_with(path))


@test
def heap_primitives(case):
    trace = json.loads(export(case, "x = 7\ny = [x, 'a']\n", "--heap-primitives").read_text())["trace"][-1]
    x, y = (trace["heap"][str(trace["globals"][name][1])] for name in "xy")
    case.equal(x, ["HEAP_PRIMITIVE", "int", 7], "a number lies in the heap")
    case.equal(y[1], trace["globals"]["x"], "the list refers to the same number")


@test
def a_recording_and_standard_output(case):
    case.run("record", "-o", "x.trr", "-c", "x = [1]")
    trace = json.loads(case.run("export", "x.trr").stdout)
    case.equal(trace["code"], "x = [1]\n", "the code of a recording")
    case.equal(list(trace["trace"][-1]["globals"]), ["x"], "its names")
    case.equal(list(trace["trace"][-1]["heap"].values()), [["LIST", 1]], "its heap")


@test
def an_output_that_cannot_be_written(case):
    case.file("x.py", "x = 1\n")
    done = case.run("export", "-o", "nowhere/out.json", "x.py")
    case.equal(done.returncode, 1, "exit status")
    case.check(b"nowhere/out.json" in done.stderr, "the sentence names the file", done.stderr)


def imported(trace):
    def can_be_imported(case):
        case.file("x.json", trace.read_bytes())
        for arguments in (["-o", "x.trr"], ["--last"], ["--step", "0"]):
            done = case.run("import", *arguments, "x.json")
            steps = sum("line" in step for step in json.loads(trace.read_text())["trace"]
                        if step["event"] != "uncaught_exception")
            if steps or arguments[0] == "-o":
                case.equal(done.returncode, 0, f"import {arguments}: {done.stderr}")
        log = case.run("dump", "x.trr").stdout.decode().splitlines()
        case.equal(sum(line.startswith("step ") for line in log), steps, "as many steps as the trace has")
    can_be_imported.__name__ = "import_" + trace.stem
    return can_be_imported


for path in sorted((REFERENCE / "traces-3.11").glob("*.json")):
    test(imported(path))


@test
def our_own_traces_can_be_imported(case):
    code = "class A:\n    pass\na = A()\na.me = a\nb = [a, 2.5, 10 ** 20, 'ä' * 300]\nb.append(b)\ndel a\nprint(len(b))\n"
    export(case, code)
    done = case.run("import", "--last", "ours.json")
    case.equal(done.returncode, 0, f"status: {done.stderr}")
    for words in ("list ", "2.5", "about 1e+20", "Output so far", "reference counts are not known"):
        case.check(words in done.stdout.decode(), f"the picture has {words!r}", done.stdout.decode())


STEP = {"line": 1, "event": "step_line", "func_name": "<module>", "globals": {}, "ordered_globals": [], "stack_to_render": [],
        "heap": {}, "stdout": ""}
DAMAGED = {
    "no JSON": ("{", "this is not JSON"),
    "no trace": ({"code": ""}, "it should have"),
    "no event": ({"code": "", "trace": [{}]}, "step 1: it has no event"),
    "a dangling reference": ({"code": "", "trace": [{**STEP, "globals": {"x": ["REF", 9]}, "ordered_globals": ["x"]}]},
                             "step 1: a value refers to an object that is not in the heap"),
    "a heap without numbers": ({"code": "", "trace": [STEP, {**STEP, "heap": {"one": ["LIST"]}}]}, "step 2: the heap"),
    "a bad pair": ({"code": "", "trace": [{**STEP, "heap": {"1": ["DICT", ["k"]]}}]}, "not a pair"),
    "no stack": ({"code": "", "trace": [{**STEP, "stack_to_render": 7}]}, "its stack or its heap is missing"),
    "output taken back": ({"code": "", "trace": [{**STEP, "stdout": "a"}, {**STEP, "stdout": "b"}]}, "its output"),
    "an object that turns": ({"code": "", "trace": [{**STEP, "heap": {"1": ["LIST"]}}, {**STEP, "heap": {"1": ["SET"]}}]},
                             "step 2: an object turned into something else"),
}


@test
def damaged_traces_are_refused_with_a_sentence(case):
    for name, (trace, words) in DAMAGED.items():
        case.file("x.json", trace if isinstance(trace, str) else json.dumps(trace))
        done = case.run("import", "--last", "x.json")
        case.equal(done.returncode, 1, f"status of {name}")
        case.check(words in done.stderr.decode(), f"sentence of {name}", done.stderr)
        case.equal(done.stderr.count(b"\n"), 1, f"one sentence for {name}")



finish()
