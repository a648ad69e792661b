"""opcodes.txt, for whose instructions there are words, has those that every interpreter really has."""
from harness import SOURCE, finish, test

FIXTURES = SOURCE / "tests/fixtures"


@test
def the_instructions_that_have_words_are_those_of_each_interpreter(case):
    written = (FIXTURES / "opcodes.txt").read_text().splitlines()
    for version, interpreter in case.pythons():
        told = case.run("-I", FIXTURES / "make-opcodes", program=interpreter)
        case.equal(told.returncode, 0, f"exit status of {interpreter}")
        case.equal(told.stdout.decode().splitlines(),
                   [line for line in written if line.split()[0] == version.rstrip("t")],
                   f"the instructions of CPython {version}")


finish()
