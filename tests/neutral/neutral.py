"""Watching changes nothing: what a program writes, byte for byte, and its exit status are the same when it is watched as
under plain python3.  The oracle is each interpreter that there is a runner for.

The programs are files, in a folder for each matter, `programs/FOLDER/NAME.py`; each begins with a comment that says why it
is there, and then may say, in comments that begin with `#:`,

    python 3.12          which CPython it is for, and later ones
    arguments A B        what follows its name on the command line
    as -c                that it is run by -c, -m or from standard input (-) instead of by its name
    set NAME=VALUE       a variable of its environment
    without terminal     that it is not compared on a terminal, because ...
    by lines             that it is not compared when recorded by instructions, because ...
    needs a GIL          that it is not compared on a free-threaded build, because ...
    places               that it is compared at fixed addresses only, for which free memory an object gets depends on
                         where all else lies, and that on the length of a path

Each program runs

    plainly    python3 program.py          and under `terrarium record`, its streams being pipes, by lines, by instructions,
    and by lines with --into for the modules that it imports;
    at a terminal, as it is under `terrarium run --print`, and under that;
    at fixed addresses (setarch -R), if it prints any: under a runner that has everything in place but the hooks, and
    under the usual one.

A program that differs between two plain runs (it prints an address, or the time) is compared with what differs masked.
What is known to differ is in KNOWN, with the reason; a test fails when such a program differs in another way, or no longer.
"""
import fcntl
import functools
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import SOURCE, TERRARIUM, TIMEOUT, environment, finish, test  # noqa: E402
from known import KNOWN, PERHAPS, UNTIL  # noqa: E402

PROGRAMS = SOURCE / "tests/neutral/programs"
INPUT = b"3\nAda\n5\nyes\n" * 20
ADDRESS = re.compile(rb"0x[0-9a-f]{6,}|\b\d{13,}\b")
TIME = re.compile(rb"\d+\.\d+(e-\d+)?")
COLUMNS, ROWS = 80, 24  # of `run --print`


class Program:
    """Its bytes, and how it is to be run."""

    def __init__(self, name, source):
        self.name, self.source = name, source
        self.first, self.arguments, self.variables, how = (3, 0), [], {}, "FILE"
        self.terminal, self.places, self.instructions, self.needs_gil = True, False, True, False
        for line in source.splitlines()[1:8]:
            if not line.startswith(b"#: "):
                continue
            key, _, value = line[3:].decode().partition(" ")
            if key == "python":
                self.first = number(value)
            elif key == "arguments":
                self.arguments = shlex.split(value)
            elif key == "as":
                how = value
            elif key == "set":
                self.variables.update([value.split("=", 1)])
            elif key == "without":
                self.terminal = False
            elif key == "by":
                self.instructions = False
            elif key == "needs":
                self.needs_gil = True
            elif key == "places":
                self.places = True
            else:
                raise ValueError(f"{name}: nobody knows what {key!r} means")
        self.stdin = source if how == "-" else INPUT
        self.command = {"FILE": ["program.py"], "-": ["-"], "-m": ["-m", "program"], "-c": ["-c", os.fsdecode(source)]}[how]
        self.command = self.command + self.arguments

    def suits(self, version):
        """Whether it is to be compared on this CPython."""
        return number(version.rstrip("t")) >= self.first and not (self.needs_gil and version.endswith("t"))


def number(version):
    return tuple(map(int, version.split(".")))


def shell_status(status):
    return 128 - status if status < 0 else status


def empty(case, program):
    shutil.rmtree(case.folder)
    case.folder.mkdir()
    case.file("program.py", program.source)


def through_pipes(case, program, command, **variables):
    """Status, standard output and standard error of a run in an otherwise empty folder."""
    empty(case, program)
    done = case.run(*command[1:], program=command[0], stdin=program.stdin,
                    variables={"PYTHONHASHSEED": "0", **program.variables, **variables})
    return shell_status(done.returncode), done.stdout, done.stderr


def terminal_variables(case, program):
    return environment(case.folder, **{"PYTHONHASHSEED": "0", **program.variables})


def at_terminal(case, program, interpreter):
    """Status, and what a terminal like that of `run --print` was shown."""
    empty(case, program)
    master, slave = pty.openpty()
    settings = termios.tcgetattr(slave)
    settings[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, settings)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    (case.folder / "stdin").write_bytes(program.stdin)
    with open(case.folder / "stdin", "rb") as stdin:
        (case.folder / "stdin").unlink()
        child = subprocess.Popen([interpreter, *program.command], cwd=case.folder, stdin=stdin, stdout=slave, stderr=slave,
                                 start_new_session=True, env={**terminal_variables(case, program), "TERM": "dumb"})
    os.close(slave)
    shown = b""
    while select.select([master], [], [], TIMEOUT)[0]:
        try:
            shown += os.read(master, 65536)
        except OSError:  # nobody has it open any more
            break
    os.close(master)
    return shell_status(child.wait()), shown, b""


def printed(case, program, version):
    """The same of a run under `run --print`."""
    empty(case, program)
    with open(case.folder / "stdin", "w+b") as stdin:
        (case.folder / "stdin").unlink()
        stdin.write(program.stdin)
        stdin.seek(0)
        done = subprocess.run([TERRARIUM, "run", "--print", "--python", version, *LINES, "-o", "x.trr", *program.command],
                              cwd=case.folder, env=terminal_variables(case, program), stdin=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT)
    dumped = case.run("dump", "x.trr").stdout
    shown = b"".join(piece.decode("unicode_escape").encode("latin-1")
                     for piece in re.findall(rb'^output stream=\d bytes="(.*)"$', dumped, re.M))
    return shell_status(done.returncode), shown, b""


def masked(result):
    return result[0], *(TIME.sub(b"T", ADDRESS.sub(b"0xA", part)) for part in result[1:])


def first_difference(plain, watched):
    for name, one, other in zip(("status", "standard output", "standard error"), plain, watched):
        if one == other or name == "status":
            if one != other:
                return f"{name}: {one} plainly, {other} watched"
            continue
        one, other = one.splitlines() + [None], other.splitlines() + [None]
        place = next(i for i, pair in enumerate(zip(one, other)) if pair[0] != pair[1])
        return f"{name}, line {place + 1}: {one[place]!r} plainly, {other[place]!r} watched"
    return None


def difference(run_plainly, run_watched, run_again=None):
    """None, or a sentence; each argument runs the program in its way.  And what was written plainly.  (`run_again` is for
    a `run_plainly` that tells of its first run each time.)"""
    plain, watched = run_plainly(), run_watched()
    if watched != plain and (run_again or run_plainly)() != plain:
        return first_difference(masked(plain), masked(watched)), plain
    return first_difference(plain, watched), plain


@functools.lru_cache
def fixed_addresses():
    """What stands before a command so that its addresses are the same each time; None where that cannot be had."""
    setarch = shutil.which("setarch")
    if setarch and subprocess.run([setarch, "-R", "true"], stderr=subprocess.DEVNULL).returncode == 0:
        return [setarch, "-R"]
    return None


LINES, INSTRUCTIONS = ("--instructions", "0"), ("--instructions", "200000")


def recorded(program, version, *options):
    return [TERRARIUM, "record", "--python", version, *options, "-o", "x.trr", *program.command]


def library_options(program):
    """--into for each module that the program imports."""
    found = re.findall(rb"^\s*(?:import|from) ([\w, ]+)", program.source, re.M)
    names = {name for part in found for name in re.findall(r"\w+", part.decode())}
    return [option for name in sorted(names & sys.stdlib_module_names) for option in ("--into", name)]


def differences(case, program, version, interpreter):
    """(way of recording, difference or None) for each way."""
    def run_plainly():
        return through_pipes(case, program, [interpreter, *program.command])

    first = functools.cache(run_plainly)

    def compared(*options):
        command = recorded(program, version, *options)
        return difference(first, lambda: through_pipes(case, program, command), run_plainly)

    found, plain = compared(*LINES)
    if not program.places:
        yield "record", found
        if program.instructions:
            yield "instructions", compared(*INSTRUCTIONS)[0]
        if library_options(program):
            yield "into", compared(*LINES, *library_options(program))[0]
    if program.terminal and not program.places:
        yield "print", difference(lambda: at_terminal(case, program, interpreter),
                                  lambda: printed(case, program, version))[0]
    if (program.places or ADDRESS.search(plain[1] + plain[2])) and fixed_addresses():
        ways = {"addresses": LINES, **({"addresses of instructions": INSTRUCTIONS} if program.instructions else {})}
        for way, options in ways.items():
            command = fixed_addresses() + recorded(program, version, *options)
            yield way, difference(lambda: through_pipes(case, program, command, TERRARIUM_RECORDER="off"),
                                  lambda: through_pipes(case, program, command, TERRARIUM_RECORDER="on"))[0]


@functools.cache
def patch_of(interpreter):
    """The third number of its version."""
    told = subprocess.run([interpreter, "-c", "import sys; print(sys.version_info[2])"], stdout=subprocess.PIPE, check=True)
    return int(told.stdout)


def known(name, way, version, interpreter=None):
    """(reason, pattern) of what is known to differ, with any patch release or this one's; or None."""
    for key in ((name, way, version), (name, way, ""), (name, "", version), (name, "", "")):
        if key in KNOWN and not (interpreter and key in UNTIL and patch_of(interpreter) >= UNTIL[key]):
            return KNOWN[key]
    return None


def compare(case, program):
    for version, interpreter in case.pythons():
        if not program.suits(version):
            continue
        for way, found in differences(case, program, version, interpreter):
            expected = known(program.name, way, version, interpreter)
            what = f"{program.name}, CPython {version}, {way}"
            if expected is None:
                case.check(found is None, f"{what}: {found}")
            else:
                case.check(re.search(expected[1], found) if found is not None else PERHAPS in expected,
                           f"{what}: known to differ, because {expected[0]}; now: {found}")


def add_test(program, compare=compare):
    def run(case):
        compare(case, program)
    run.__name__ = program.name
    test(run)


def own_program(name):
    program = Program(name, (PROGRAMS / f"{name}.py").read_bytes())
    if not program.source.removeprefix(b"\xef\xbb\xbf").startswith(b"# "):
        raise ValueError(f"{name} does not say why it is there")
    return program


def own_programs(folder):
    return [own_program(f"{folder}/{path.stem}") for path in sorted((PROGRAMS / folder).glob("*.py"))]


def check_folder(folder):
    for program in own_programs(folder):
        add_test(program)
    finish()


def shared(folder):
    """Programs of others, found beside the sources, or where TERRARIUM_SHARED says; None where they are not."""
    place = pathlib.Path(os.environ.get("TERRARIUM_SHARED", SOURCE.parent / "shared")) / folder
    return place if place.is_dir() else None
