"""Watching threads, instead of lines, changes nothing either: every program of the other folders, through pipes."""
import re

from known import KNOWN, PERHAPS
from neutral import PROGRAMS, add_test, difference, finish, own_programs, recorded, through_pipes


def compare(case, program):
    for version, interpreter in case.pythons():
        if not program.suits(version) or program.places:
            continue
        found, _ = difference(lambda: through_pipes(case, program, [interpreter, *program.command]),
                              lambda: through_pipes(case, program, recorded(program, version, "--timeline")))
        expected = KNOWN.get((program.name, "timeline", version))
        what = f"{program.name}, CPython {version}, timeline"
        if expected is None:
            case.check(found is None, f"{what}: {found}")
        else:
            case.check(re.search(expected[1], found) if found is not None else PERHAPS in expected,
                       f"{what}: known to differ, because {expected[0]}; now: {found}")


for folder in sorted(path.name for path in PROGRAMS.iterdir() if path.is_dir()):
    for program in own_programs(folder):
        add_test(program, compare)

finish()
