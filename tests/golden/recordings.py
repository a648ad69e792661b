"""Recordings of programs, and pictures of their steps: what the tests of pictures share."""
import json
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end-to-end"))

from harness import TERRARIUM, SOURCE, environment, finish, test  # noqa: E402, F401
import truth  # noqa: E402

WIDTHS = (60, 100, 160)
TELL = '__import__("truth").tell()'
LINE_EVENT = "1"


def pythons(case):
    """As case.pythons, the one that runs this test first."""
    return sorted(case.pythons(), key=lambda entry: entry[1] != sys.executable)


class Recording:
    """A program's recording in the case's folder, and what the program wrote."""

    def __init__(self, case, name, source, python=None):
        self.case, self.name = case, name
        self.file = f"{name}.trr"
        self.source = source
        program = case.file(f"{name}.py", source)
        chosen = ["--python", python] if python else []
        # Below a folder of this name, truth.py is a library's, and its lines are no steps.
        library = case.folder / "site-packages"
        library.mkdir(exist_ok=True)
        shutil.copyfile(HERE / "truth.py", library / "truth.py")
        done = case.run("record", *chosen, "-o", self.file, program, variables={"PYTHONPATH": str(library)})
        self.output, self.errors, self.status = done.stdout.decode(), done.stderr.decode(), done.returncode

    def dump(self):
        return self.case.run("dump", self.file).stdout.decode()

    def steps_at(self, text):
        """The steps at which a line of the program's own file that has `text` in it is about to run."""
        lines = {number for number, line in enumerate(self.source.splitlines(), 1) if text in line}
        strings, codes, frames, steps, count = [], [], [], [], 0
        for record in self.dump().splitlines():
            kind, _, rest = record.partition(" ")
            fields = dict(re.findall(r"(\w+)=(\d+)", rest))
            if kind == "string":
                strings.append(rest)
            elif kind == "code":
                codes.append(int(fields["file"]))
            elif kind == "frame":
                frames.append(int(fields["code"]))
            elif kind == "step":
                file = strings[codes[frames[int(fields["frame"]) - 1] - 1] - 1] if fields["frame"] != "0" else ""
                if fields["event"] == LINE_EVENT and int(fields["line"]) in lines and f"{self.name}.py" in file:
                    steps.append(count)
                count += 1
        return steps

    def truths(self):
        return [json.loads(line[len(truth.MARKER):]) for line in self.output.splitlines()
                if line.startswith(truth.MARKER)]

    def picture(self, *options, step=None, width=100):
        which = ["--all"] if step is None else ["--step", str(step)]
        done = self.case.run("replay", "--print", *which, "--width", str(width), *options, self.file)
        return done.stdout.decode()
