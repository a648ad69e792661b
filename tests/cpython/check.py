"""CPython's own tests, run plainly and under the recorder: each test must end in the same way.

    make check-cpython [MODULES="test_gc test_asyncio.test_tasks"] [PYTHONS="3.11 3.13"] [OUTPUT=1] [JOBS=2]

The tests are those of the CPython that a runner was built for (Debian keeps them in libpython3.X-testsuite).  They run
from a copy, for code in the library's own folder is a library's, and is not recorded.  A test that ends otherwise is run
again, twice at most, in case it depends on time.  `exceptions` lists the tests that differ for a known reason.

The table: tests that ended the same; that did not; of which exceptions tell; that did when run again; steps recorded,
with a plus when there were more; seconds.
"""
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TERRARIUM = os.environ["TERRARIUM"]
MODULES = """test_gc test_weakref test_generators test_coroutines test_list test_dict test_set test_tuple test_deque
    test_class test_descr test_scope test_unpack test_unpack_ex test_exceptions test_threading test_asyncio
    test_contextlib test_functools test_sys_settrace test_monitoring""".split()
# A recording that reaches these limits ends, and the tests go on without one.
LIMITS = ["--memory", "400", "--data", "8192", "--instructions", "0"]
STEPS = 1000000
# Later tests of these make chains of so many objects, of kinds that are walked at every step, that it would take hours.
FEWER_STEPS = {"test.test_descr": 20000, "test.test_exceptions": 20000, "test.test_weakref": 20000}
PLAIN_TIME, RECORDED_TIME = 300, 900  # seconds
TRIES = 3
COLUMNS = "{:6} {:40} {:>6} {:>6} {:>9} {:>8} {:>5} {:>9} {:>6.0f} {:>8.0f}"


def pythons():
    """(version, interpreter, folder of its tests), of each that has tests."""
    told = subprocess.run([TERRARIUM, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    wanted = os.environ.get("PYTHONS", "").split()
    ask = "import sys, sysconfig; print(sys.version_info[1], sysconfig.get_config_var('Py_GIL_DISABLED') or 0," \
          " sysconfig.get_path('stdlib'))"
    for interpreter in re.findall(r"^CPython .* \((.*)\)$", told, re.MULTILINE):
        answer = subprocess.run([interpreter, "-I", "-c", ask], stdout=subprocess.PIPE, text=True, check=True).stdout
        minor, free_threaded, library = answer.strip().split(" ", 2)
        version = f"3.{minor}" + ("t" if free_threaded == "1" else "")
        tests = pathlib.Path(library) / "test"
        if wanted and version not in wanted:
            continue
        if (tests / "test_gc.py").exists():
            yield version, interpreter, tests
        else:
            print(f"CPython {version}: its tests are not installed")


def modules(tests):
    """Names to import.  A folder of tests is run module by module."""
    for name in os.environ.get("MODULES", "").split() or MODULES:
        if (tests / name).is_dir():
            yield from (f"test.{name}.{file.stem}" for file in sorted((tests / name).glob("test_*.py")))
        elif (tests / name.replace(".", "/")).with_suffix(".py").exists():
            yield f"test.{name}"


class Exceptions:
    """Lines `VERSIONS TEST REASON`; versions joined by commas, or `all`; a test may have * in it."""

    def __init__(self):
        self.known = []
        for line in (HERE / "exceptions").read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                versions, pattern, _ = line.split(None, 2)
                self.known.append((versions.split(","), pattern))

    def covers(self, version, test):
        return any((version in versions or versions == ["all"]) and fnmatch.fnmatchcase(test, pattern)
                   for versions, pattern in self.known)


class Run:
    """How each test of a module ended, plainly or recorded."""

    def __init__(self, python, module, folder, recorded):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
        version, interpreter, _ = python
        results, self.recording = self.folder / "results", self.folder / "recording.trr"
        program = [str(HERE / "driver.py"), str(results), module]
        if recorded:
            command = [TERRARIUM, "record", "--python", version, "-o", str(self.recording), *LIMITS,
                       "--steps", str(FEWER_STEPS.get(module, STEPS)), *program]
        else:
            command = [interpreter, *program]
        (self.folder / "work").mkdir()
        began = time.monotonic()
        self.status = self.run(command, folder / version, RECORDED_TIME if recorded else PLAIN_TIME)
        self.seconds = time.monotonic() - began
        told = results.read_text() if results.exists() else ""
        self.ends = dict(reversed(line.split("\t", 1)) for line in told.splitlines())
        if not self.ends:
            self.ends = {module: f"no results, status {self.status}"}
        elif self.status not in (0, 1):
            self.ends[module] = f"status {self.status}"

    def run(self, command, path, seconds):
        variables = {name: os.environ[name] for name in ("PATH", "TERRARIUM_RUNNER_DIR", "LD_LIBRARY_PATH")
                     if name in os.environ}
        variables.update(HOME=str(self.folder), TMPDIR=str(self.folder / "work"), LC_ALL="C.UTF-8", PYTHONHASHSEED="0",
                         PYTHONPATH=str(path), PYTHONDONTWRITEBYTECODE="1")
        with open(self.folder / "output", "wb") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=variables,
                                       cwd=self.folder / "work", start_new_session=True)
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return f"none within {seconds} s"
            finally:
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()

    def steps(self):
        """How many steps were recorded, and whether that is all of them."""
        if not self.recording.exists():
            return "none"
        dump = subprocess.Popen([TERRARIUM, "dump", str(self.recording)], stdout=subprocess.PIPE)
        steps, last = 0, b""
        for last in dump.stdout:
            steps += last.startswith(b"step ")
        dump.wait()
        return f"{steps}{'+' if b'had reached its limit' in last else ''}"

    def free(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Row:
    """A line of the table: one module under one CPython."""

    def __init__(self, python, module, folder, exceptions):
        self.python, self.module = python[0], module
        plain, recorded = (Run(python, module, folder, kind) for kind in (False, True))
        self.steps, self.seconds = recorded.steps(), (plain.seconds, recorded.seconds)
        different = self.compare(plain, recorded)
        self.again = len(different)
        for _ in range(TRIES - 1):
            if not different:
                break
            plain.free()
            recorded.free()
            plain, recorded = (Run(python, module, folder, kind) for kind in (False, True))
            now = self.compare(plain, recorded)
            different = {test: ends for test, ends in now.items() if test in different}
        self.tests = len(plain.ends)
        self.different = {test: ends for test, ends in different.items() if not exceptions.covers(self.python, test)}
        self.excepted = len(different) - len(self.different)
        self.again -= len(different)
        self.output = (recorded.folder / "output").read_text(errors="backslashreplace")
        plain.free()
        recorded.free()

    @staticmethod
    def compare(plain, recorded):
        return {test: (plain.ends.get(test, "absent"), recorded.ends.get(test, "absent"))
                for test in {**plain.ends, **recorded.ends} if plain.ends.get(test) != recorded.ends.get(test)}

    def same(self):
        return self.tests - len(self.different) - self.excepted

    def print(self):
        print(COLUMNS.format(self.python, self.module, self.tests, self.same(), len(self.different), self.excepted,
                             self.again, self.steps, *self.seconds), flush=True)
        for test, (plain, recorded) in sorted(self.different.items()):
            print(f"    {test}: {plain} plainly, {recorded} when recorded")
        if self.different and os.environ.get("OUTPUT"):
            print(self.output)


def main():
    for number in (signal.SIGHUP, signal.SIGINT):  # a shell's background ignores them, and tests send them to themselves
        signal.signal(number, signal.SIG_DFL)
    found = list(pythons())
    if not found:
        print("skipped: no CPython here has its tests installed")
        return 77
    exceptions = Exceptions()
    passed = failed = 0
    print(re.sub(r"\.0f", "", COLUMNS).format("", "module", "tests", "same", "different", "excepted", "again", "steps",
                                             "plain", "recorded"))
    with tempfile.TemporaryDirectory(prefix="terrarium-cpython-") as folder, \
            concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        folder = pathlib.Path(folder)
        for version, _, tests in found:
            shutil.copytree(tests, folder / version / "test", ignore=shutil.ignore_patterns("__pycache__"))
        rows = [pool.submit(Row, python, module, folder, exceptions)
                for python in found for module in modules(python[2])]
        for row in (waiting.result() for waiting in rows):
            row.print()
            passed += row.same() + row.excepted
            failed += len(row.different)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
