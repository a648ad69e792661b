"""What the end-to-end tests share: running the viewer, and counting what holds.

A test is a function marked with @test; it gets a Case, whose folder is its own, and calls case.check().  Tests run
two at a time.  The file ends with finish(), which prints `N passed, N failed` and exits accordingly.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

TERRARIUM = os.environ["TERRARIUM"]
SOURCE = pathlib.Path(os.environ.get("TERRARIUM_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
TIMEOUT = 120

# Programs are compared as a terminal starts them, without the signals that whoever runs the tests ignores
# (nohup, the background of a shell).
for _number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)

_tests = []


def test(function):
    _tests.append(function)
    return function


def environment(folder, **changes):
    """An environment that the person who runs the tests has no influence on."""
    kept = ("PATH", "TERRARIUM_RUNNER_DIR", "TERRARIUM_LESSON_DIR", "TERRARIUM_SOURCE", "ASAN_OPTIONS",
            "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH")
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    variables.update(HOME=str(folder), XDG_STATE_HOME=str(folder / "state"), LC_ALL="C.UTF-8", TERM="xterm-256color")
    variables.update(changes)
    return {name: value for name, value in variables.items() if value is not None}


class Case:
    def __init__(self, name):
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="terrarium-test-"))
        self.passed = 0
        self.failures = []

    def check(self, holds, what, *evidence):
        if holds:
            self.passed += 1
        else:
            self.failures.append(f"{self.name}: {what}" + "".join(f"\n    {item!r}" for item in evidence))
        return holds

    def equal(self, found, expected, what):
        return self.check(found == expected, what, ("found", found), ("expected", expected))

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def run(self, *arguments, program=TERRARIUM, stdin=b"", variables=None, **options):
        """The finished process; output as bytes."""
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        if "stdin" not in options and "input" not in options:
            options["input"] = stdin
        return subprocess.run([program, *arguments], cwd=self.folder, timeout=TIMEOUT,
                              env=environment(self.folder, **(variables or {})), **options)

    def pythons(self):
        """(version as --python takes it, interpreter) of every runner that was built."""
        told = self.run("--version").stdout.decode()
        found = re.findall(r"^CPython (\d+\.\d+)[^ t]*(t?) \((.*)\)$", told, re.M)
        return [(minor + free_threaded, interpreter) for minor, free_threaded, interpreter in found]

    def complains(self, arguments, status, sentence, **options):
        """One sentence on standard error (a compiled pattern is searched for), nothing else, this status."""
        done = self.run(*arguments, **options)
        told = done.stderr.decode(errors="backslashreplace")
        what = " ".join(str(argument) for argument in arguments)
        self.equal(done.returncode, status, f"exit status of {what!r}: {told!r}")
        if isinstance(sentence, re.Pattern):
            self.check(sentence.search(told) is not None, f"sentence of {what!r}", told, sentence.pattern)
        else:
            self.equal(told, f"terrarium: {sentence}\n", f"sentence of {what!r}")
        self.check(told.count("\n") == 1 and told.startswith("terrarium: "), f"one sentence for {what!r}", told)
        self.equal(done.stdout, b"", f"nothing but the sentence for {what!r}")
        return done


def _run(function):
    case = Case(function.__name__)
    try:
        function(case)
    except Exception:
        case.failures.append(f"{case.name}: {traceback.format_exc()}")
    finally:
        shutil.rmtree(case.folder, ignore_errors=True)
    return case


def finish():
    chosen = [function for function in _tests if not sys.argv[1:] or function.__name__ in sys.argv[1:]]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case in pool.map(_run, chosen):
            passed += case.passed
            failed += len(case.failures)
            for failure in case.failures:
                print(failure)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
