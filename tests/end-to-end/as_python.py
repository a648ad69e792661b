"""`terrarium record` stands in for python3: the same bytes on standard output and standard error, the same exit
status, the same standard input, whatever the program does.  The oracle is the interpreter that runs this test."""
import os
import signal
import subprocess
import sys

from harness import TERRARIUM, TIMEOUT, environment, finish, test

def plainly(case, *arguments, **options):
    return case.run(*arguments, program=sys.executable, **options)


def recorded(case, *arguments, **options):
    return case.run("record", "-o", "x.trr", *arguments, **options)


def shell_status(status):
    return 128 - status if status < 0 else status


def compare(case, what, *arguments, **options):
    plain, watched = plainly(case, *arguments, **options), recorded(case, *arguments, **options)
    case.equal(watched.returncode, shell_status(plain.returncode), f"exit status of a program that {what}")
    case.equal(watched.stdout, plain.stdout, f"standard output of a program that {what}")
    case.equal(watched.stderr, plain.stderr, f"standard error of a program that {what}")
    case.check((case.folder / "x.trr").exists(), f"there is a recording of a program that {what}")
    (case.folder / "x.trr").unlink(missing_ok=True)


@test
def other_ways_to_name_a_program(case):
    show = "import sys\nprint(sys.argv, __name__, sys.path[0])\n"
    case.file("package/__main__.py", show)
    case.file("package/__init__.py", "")
    case.file("package/module.py", show)
    case.file("-dash.py", show)
    case.file("two words.py", show)
    case.file("f\u00fcr.py", show)
    compare(case, "is code", "-c", show, "-x", "--print")
    compare(case, "is code joined to its option", "-c" + show, "y")
    compare(case, "is a module", "-m", "package.module", "--help")
    compare(case, "is a package", "-m", "package")
    compare(case, "is a folder", "package", "a")
    compare(case, "is not a module", "-m", "nowhere")
    compare(case, "comes by standard input", "-", "a", "b", stdin=show.encode())
    compare(case, "has two words", "two words.py")
    compare(case, "is not ASCII", "f\u00fcr.py")
    plain = plainly(case, "--", "-dash.py", "a")
    watched = recorded(case, "--", "-dash.py", "a")
    case.equal((watched.returncode, watched.stdout), (plain.returncode, plain.stdout), "a name with a dash in front")


@test
def environments(case):
    case.file("x.py", "import os, sys\n"
                      "print(sorted(name for name in os.environ if name not in ('_', 'LC_CTYPE')), sys.flags)\n")
    for variables in ({"PYTHONHASHSEED": "0"}, {"PYTHONOPTIMIZE": "2"}, {"PYTHONUNBUFFERED": "1"}, {"LC_ALL": "C"},
                      {"PYTHONIOENCODING": "latin-1"}, {"PYTHONWARNINGS": "error"}, {"HOME": None}):
        compare(case, f"runs under {variables}", "x.py", variables=variables)


@test
def closed_and_broken_streams(case):
    case.file("x.py", "import sys\nprint([stream and stream.name for stream in (sys.stdin, sys.stdout, sys.stderr)],"
                      " file=open('told', 'w'))\nprint('out')\nprint('err', file=sys.stderr)\n")
    record = f"'{TERRARIUM}' record -o x.trr x.py"
    for redirection in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", "</dev/null", "| true"):
        ends = []
        for command in (f"'{sys.executable}' x.py", record):
            if redirection == "| true":
                command = f"(sleep 0.5; {command})"  # by then nobody reads any more
            done = case.run("-c", f"{command} {redirection}", program="/bin/sh")
            ends.append((done.returncode, done.stdout, done.stderr, (case.folder / "told").read_text()))
        case.equal(ends[1], ends[0], f"a program with {redirection}")


@test
def virtual_environments(case):
    import venv
    venv.create(case.folder / "env", with_pip=False, symlinks=True)
    case.file("x.py", "import sys\nprint(sys.prefix, sys.base_prefix, sys.executable, sys.path)\n")
    active = {"VIRTUAL_ENV": str(case.folder / "env")}
    plain = case.run("x.py", program=str(case.folder / "env/bin/python"), variables=active)
    watched = recorded(case, "x.py", variables=active)
    case.equal(watched.stdout, plain.stdout, "an active virtual environment is honoured")


@test
def interrupts(case):
    """Ctrl-C reaches the program, which may go on; the recording is there all the same."""
    # On one line, and without marks under its parts: the signal may come before the sleep begins.  Short sleeps: what comes
    # when a sleep is as good as begun is not looked at before its end.
    variables = environment(case.folder, PYTHONNODEBUGRANGES="1")
    wait = "print('ready', flush=True); [time.sleep(0.1) for _ in range(600)]\n"
    programs_and_ends = [
        ("import time\n" + wait, signal.SIGINT),
        ("import time\ntry:\n    " + wait + "except KeyboardInterrupt:\n    print('caught')\nraise SystemExit(5)\n", signal.SIGINT),
        ("import time\n" + wait, signal.SIGTERM),
        ("import time\n" + wait, signal.SIGHUP),
    ]
    for source, number in programs_and_ends:
        case.file("x.py", source)
        ends = []
        for command in ([sys.executable, "x.py"], [TERRARIUM, "record", "-o", "x.trr", "x.py"]):
            started = subprocess.Popen(command, cwd=case.folder, env=variables, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, start_new_session=True)
            first = started.stdout.readline()
            os.killpg(started.pid, number)
            rest, errors = started.communicate(timeout=TIMEOUT)
            ends.append((first + rest, errors, shell_status(started.returncode)))
        plain, watched = ends
        case.equal(watched[0], plain[0], f"standard output, signal {number}")
        if number != signal.SIGINT:  # whose traceback names the line that it came at
            case.equal(watched[1], plain[1], f"standard error, signal {number}")
        case.equal(watched[2], plain[2], f"exit status, signal {number}")
        case.check((case.folder / "x.trr").exists(), f"there is a recording, signal {number}")


@test
def ignored_signals(case):
    """As `nohup`, or the `&` of a shell's script, start a program."""
    case.file("x.py", "import os, signal\nfor n in (1, 2, 3, 13, 15, 17, 20):\n    print(n, signal.getsignal(n))\n"
                      "os.kill(os.getpid(), signal.SIGHUP)\nprint('still there')\n")
    plain, watched = [case.run("-c", f"trap '' HUP INT QUIT; {command}", program="/bin/sh")
                      for command in (f"'{sys.executable}' x.py", f"'{TERRARIUM}' record -o x.trr x.py")]
    case.check(plain.stdout.endswith(b"still there\n"), "python3 ignores what it is told to ignore", plain)
    case.equal((watched.returncode, watched.stdout), (plain.returncode, plain.stdout), "ignored signals")


@test
def what_was_recorded(case):
    case.file("x.py", "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n")
    case.equal(recorded(case, "x.py").returncode, 0, "a recording")
    dumped = case.run("dump", "x.trr")
    case.equal(dumped.returncode, 0, f"dump: {dumped.stderr!r}")
    lines = dumped.stdout.decode().splitlines()
    kinds = [line.split(" ", 1)[0] for line in lines]
    case.equal(kinds.count("step"), 5, "steps: four lines and the end")
    case.equal(kinds[-1], "end", "the last record")
    case.check(any(line.startswith("splice") for line in lines), "the append is there", lines)
    case.check(any(line.startswith("output") and "[1, 2, 3, 4]" in line for line in lines), "so is the output", lines)
    first = case.run("replay", "--step", "0", "x.trr")
    last = case.run("replay", "--print", "x.trr")
    case.equal((first.returncode, last.returncode), (0, 0), "replay")
    case.check("a = [1, 2, 3]" in first.stdout.decode(), "the source is in the recording", first.stdout)
    os.remove(case.folder / "x.py")
    case.equal(case.run("replay", "--print", "x.trr", variables={"TERRARIUM_RUNNER_DIR": "/nonexistent"}).stdout,
               last.stdout, "a replay needs neither the program nor a Python")


finish()
