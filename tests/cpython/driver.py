"""Runs one of CPython's test modules and writes how each of its tests ended: `driver.py RESULTS MODULE`.

A line a test, when it ends: `passed`, `failed`, `skipped` or `expected`, a tab, and its id.
"""
import sys
import unittest


class Result(unittest.TextTestResult):
    written = None

    def startTest(self, test):
        super().startTest(test)
        self.ending = "passed"

    def stopTest(self, test):
        super().stopTest(test)
        print(self.ending, test.id(), sep="\t", file=self.written, flush=True)

    def _end_outside(self, ending, test):
        """A class's or module's own preparation has no start and no stop."""
        if not isinstance(test, unittest.TestCase):
            print(ending, test.id(), sep="\t", file=self.written, flush=True)
        self.ending = ending

    def addError(self, test, err):
        super().addError(test, err)
        self._end_outside("failed", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.ending = "failed"

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.ending = "failed"

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if self.ending == "passed":
            self._end_outside("skipped", test)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.ending = "expected"

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.ending = "failed"


def main():
    from test import support

    support.use_resources = {}  # no network, no sound, no gigabytes
    with open(sys.argv[1], "w") as Result.written:
        tests = unittest.defaultTestLoader.loadTestsFromName(sys.argv[2])
        unittest.TextTestRunner(resultclass=Result, verbosity=2).run(tests)


if __name__ == "__main__":
    main()
