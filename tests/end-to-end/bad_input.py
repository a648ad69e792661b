"""Whatever is wrong is told in one sentence, with the right status: 1 when something failed, 2 for a command line
that makes no sense, and nothing interactive starts."""
import os
import re
import resource
import signal
import stat
import subprocess

from harness import SOURCE, TERRARIUM, TIMEOUT, environment, finish, test

VERSION = "0.1.0"


@test
def command_lines(case):
    for arguments, sentence in [
        (["rnu"], "there is no command rnu: did you mean run?"),
        (["replya", "x.trr"], "there is no command replya: did you mean replay?"),
        (["frobnicate"], "there is no command frobnicate: terrarium --help lists them"),
        ([""], "there is no command : terrarium --help lists them"),
        (["-"], "there is no command -: terrarium --help lists them"),
        (["queue.py"], "queue.py is not a command: did you mean terrarium run queue.py?"),
        (["demo.trr"], "demo.trr is not a command: did you mean terrarium replay demo.trr?"),
        (["--ascii", "run", "x.py"], "options stand after the command: terrarium run OPTION..."),
        (["help", "rcord"], "there is no command rcord: did you mean terrarium help record?"),
        (["run"], "run needs a file: terrarium run FILE [ARGUMENT...]"),
        (["run", "--pint", "x.py"], "there is no option --pint: did you mean --print?"),
        (["run", "--nonsense", "x.py"], "there is no option --nonsense: see terrarium help run"),
        (["run", "-x", "x.py"], "there is no option -x: see terrarium help run"),
        (["record", "--lens", "instruction", "x.py"],
         "record has no option --lens, but these do: run, replay, compare, export, import (see terrarium help record)"),
        (["run", "--print=yes", "x.py"], "--print takes no value"),
        (["run", "--step"], "--step needs N after it"),
        (["run", "-c"], "-c needs CODE after it"),
        (["run", "--step", "two", "x.py"], "--step takes a number from 0 to 4294967294, not two"),
        (["run", "--step", "-1", "x.py"], "--step takes a number from 0 to 4294967294, not -1"),
        (["run", "--width", "5", "x.py"], "--width takes a number from 20 to 1000, not 5"),
        (["run", "--width=99999999999999999999999", "x.py"],
         "--width takes a number from 20 to 1000, not 99999999999999999999999"),
        (["run", "--color=blue", "x.py"], "--color takes one of auto|always|never, not blue"),
        (["run", "--theme", "pink", "x.py"], "--theme takes one of dark|light|mono, not pink"),
        (["run", "--step", "1", "--all", "x.py"], "--step, --last and --all exclude each other: choose one"),
        (["record", "x.py"], "record needs a place for the recording: terrarium record -o FILE.trr FILE"),
        (["record", "-o"], "--output needs FILE.trr after it"),
        (["record", "-o", "x.trr"], "record needs a file: terrarium record FILE [ARGUMENT...]"),
        (["replay"], "replay needs a file: terrarium replay FILE.trr"),
        (["replay", "a.trr", "b.trr"], "b.trr is one thing too many: terrarium replay FILE.trr"),
        (["dump"], "dump needs a file: terrarium dump FILE.trr"),
        (["doctor", "me"], "me is one thing too many: terrarium doctor"),
        (["--completions", "tcsh"], "--completions takes bash, zsh or fish, not tcsh"),
    ]:
        case.complains(arguments, 2, sentence)


@test
def programs_that_are_not_there(case):
    case.file("locked.py", "print(1)\n")
    os.chmod(case.folder / "locked.py", 0)
    (case.folder / "folder").mkdir()
    for command in (["run"], ["record", "-o", "x.trr"]):
        case.complains([*command, "nowhere.py"], 1,
                       "cannot open nowhere.py: No such file or directory: check the name")
        case.complains([*command, "locked.py/x.py"], 1,
                       "cannot open locked.py/x.py: Not a directory: check the name")
        case.complains([*command, "folder"], 1,
                       "folder is a folder without a __main__.py: name a Python file in it")
        if os.geteuid() != 0:
            case.complains([*command, "locked.py"], 1,
                           "cannot read locked.py: Permission denied: change its permissions")
    case.check(not (case.folder / "x.trr").exists(), "no recording of what did not run")


@test
def names_with_control_characters(case):
    name = "evil\x1b[31m\n\u202e.py"
    for arguments in (["run", name], ["record", "-o", "x.trr", name], ["replay", name], ["dump", name],
                      ["record", "-o", name + "/x.trr", "x.py"], [name], ["run", "--" + name], ["learn", name],
                      ["run", "--python", name, "-c", "1"]):
        done = case.run(*arguments)
        case.check(done.returncode in (1, 2), "a status of failure", arguments, done)
        case.check(b"\x1b" not in done.stderr and b"\xe2\x80\xae" not in done.stderr, "no raw control characters",
                   arguments, done.stderr)
        case.check(done.stderr.count(b"\n") == 1, "one line", arguments, done.stderr)
    case.file(name, "print('ran')\n")
    done = case.run("run", "--print", name)
    case.equal(done.returncode, 0, "a program with such a name runs")
    case.check(b"\x1b" not in done.stdout, "its picture has no raw control characters", done.stdout)


@test
def pythons_that_are_not_there(case):
    case.file("x.py", "print(1)\n")
    case.complains(["run", "--print", "--python", "2.7", "x.py"], 1,
                   re.compile(r"^terrarium: there is no runner for Python 2\.7: choose one of 3\.\d+"))
    (case.folder / "empty").mkdir()
    nothing = {"TERRARIUM_RUNNER_DIR": str(case.folder / "empty")}
    for command in (["run", "--print"], ["record", "-o", "x.trr"]):
        case.complains([*command, "x.py"], 1, re.compile("no Python runner is in .*/empty"), variables=nothing)
    doctor = case.run("doctor", variables=nothing)
    case.equal(doctor.returncode, 1, "doctor fails when nothing can run")
    case.check(b"no Python runner" in doctor.stdout, "doctor says so", doctor.stdout)
    case.check(case.run("--version", variables=nothing).stdout.startswith(f"terrarium {VERSION}\n".encode()),
               "the version needs no runner")
    case.file("empty/terrarium-run-3.11", "#!/bin/sh\nexit 3\n")
    os.chmod(case.folder / "empty/terrarium-run-3.11", 0o755)
    case.check(b"does not say which Python it is" in case.run("doctor", variables=nothing).stdout,
               "a runner that does not answer is named")


@test
def recordings_that_cannot_be_read(case):
    case.file("x.py", "a = [1]\nb = a\nb.append(2)\nprint(a)\n" + "c = [a, b]\n" * 100)
    case.equal(case.run("record", "-o", "good.trr", "x.py").returncode, 0, "a recording to damage")
    good = (case.folder / "good.trr").read_bytes()
    case.file("empty.trr", b"")
    case.file("text.trr", "print('not a recording')\n")
    case.file("newer.trr", good[:8] + b"\x63\x00\x01\x00" + good[12:])
    case.file("header.trr", good[:12])
    case.file("cut.trr", good[:-7])
    case.file("flipped.trr", good[:-7] + bytes([good[-7] ^ 1]) + good[-6:])
    case.file("longer.trr", good + b"x")
    for command in ("replay", "dump"):
        case.complains([command, "nowhere.trr"], 1, re.compile("cannot open nowhere.trr: No such file or directory"))
        case.complains([command, str(case.folder)], 1, re.compile("cannot read .*: Is a directory"))
        case.complains([command, "empty.trr"], 1, re.compile("empty.trr is not a Terrarium recording"))
        case.complains([command, "text.trr"], 1, re.compile("text.trr is not a Terrarium recording"))
        case.complains([command, "newer.trr"], 1, re.compile(r"newer.trr was recorded in format 99\.1"))
        for name in ("cut.trr", "flipped.trr", "longer.trr"):
            done = case.run(command, name)
            case.equal(done.returncode, 1, f"{command} of {name} fails")
            case.check(done.stderr.count(b"\n") == 1 and b"is damaged" in done.stderr, f"{command} {name} says so",
                       done)
            case.check(b"a = [1]" in done.stdout, f"{command} shows what lies before the damage", name, done.stdout)
    case.file("early.trr", good[:14] + bytes([good[14] ^ 1]) + good[15:])  # nothing that is asked for is left
    for arguments in (["find", "--name", "a"], ["find", "--when", "bound(a)"], ["export", "--format", "html"],
                      ["export", "--format", "svg"], ["export", "--format", "cast"], ["replay", "--step", "5"]):
        done = case.run(*arguments, "early.trr")
        case.equal(done.returncode, 1, f"{arguments} fails")
        case.check(re.fullmatch(rb"terrarium: early.trr is damaged at .*\n", done.stderr), f"{arguments} says why",
                   done)
    longer = case.run("replay", "--last", "longer.trr")
    case.check(b"[1, 2]" in longer.stdout or b"append" in longer.stdout, "what is intact is shown", longer.stdout)
    header = case.run("replay", "header.trr")
    case.check(header.returncode == 1 and b"breaks off before the run's end" in header.stderr, "an empty log", header)


MINOR_VERSION = (10, 11)  # bytes of the header: a minor version that is not known is read


@test
def every_cut_and_flip_is_survived(case):
    case.file("x.py", "class A:\n    pass\na = A()\na.x = [1, 'two', None]\ndel a\n")
    case.run("record", "-o", "good.trr", "x.py")
    good = (case.folder / "good.trr").read_bytes()
    places = range(0, len(good), max(1, len(good) // 60))
    for at in places:
        case.file("cut.trr", good[:at])
        case.file("flipped.trr", good[:at] + bytes([good[at] ^ 0x81]) + good[at + 1:])
        for name in ("cut.trr", "flipped.trr"):
            if name == "flipped.trr" and at in MINOR_VERSION:
                continue
            for arguments in (["dump", name], ["replay", "--all", name]):
                done = case.run(*arguments)
                case.check(done.returncode == 1 and done.stderr.count(b"\n") == 1, f"{name} at byte {at}", done)


@test
def recordings_that_cannot_be_written(case):
    case.file("x.py", "open('ran', 'w')\n")
    case.file("notes.txt", "dear diary\n")
    (case.folder / "folder.trr").mkdir()
    for place, sentence in [
        ("nowhere/x.trr", "cannot write into the folder nowhere/: No such file or directory: give -o another place"),
        ("notes.txt/x.trr", "cannot write into the folder notes.txt/: Not a directory: give -o another place"),
        ("folder.trr", "folder.trr is not a file: give -o another name"),
        ("/dev/null", "/dev/null is not a file: give -o another name"),
        ("notes.txt", "notes.txt is there already and is not a recording: give -o another name, or remove it"),
        ("x.py", "x.py is there already and is not a recording: give -o another name, or remove it"),
    ]:
        case.complains(["record", "-o", place, "x.py"], 1, sentence)
    case.check(not (case.folder / "ran").exists(), "the program did not run in vain")
    case.equal((case.folder / "notes.txt").read_text(), "dear diary\n", "other files are left alone")


def small_files():
    """Room for what runs use (the ring), not for a large recording."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5 << 20, 5 << 20))


@test
def a_full_disk(case):
    long = "#" + "-" * 6000000 + "\n"  # sources are part of a recording
    case.file("x.py", "print('done')\n" + long)
    case.file("three.py", "raise SystemExit(3)\n" + long)
    for program, status in (("x.py", 1), ("three.py", 3)):
        done = case.run("record", "-o", "x.trr", program, preexec_fn=small_files)
        case.equal(done.returncode, status, f"status of {program}")
        case.check(re.search(rb"^terrarium: cannot write x.trr", done.stderr, re.M), "the sentence", done.stderr)
        case.equal(sorted(path.name for path in case.folder.glob("x.trr*")), [], "nothing half-written is left")
    case.equal(case.run("record", "-o", "x.trr", "x.py").returncode, 0, "a first recording")
    before = (case.folder / "x.trr").read_bytes()
    case.run("record", "-o", "x.trr", "three.py", preexec_fn=small_files)
    case.equal((case.folder / "x.trr").read_bytes(), before, "the older recording is intact")
    with open("/dev/full", "wb") as full:
        for arguments in (["--help"], ["doctor"], ["dump", "x.trr"], ["run", "--print", "x.py"], ["lesson", "schema"],
                          ["export", "--format", "html", "x.trr"]):
            done = case.run(*arguments, stdout=full)
            case.equal(done.returncode, 1, f"status of {arguments} on a full disk")
            case.equal(done.stderr, b"terrarium: cannot write standard output: No space left on device\n",
                       f"sentence of {arguments} on a full disk")


@test
def programs_without_steps(case):
    case.file("x.py", "a = (\n")
    case.run("record", "-o", "x.trr", "x.py")
    for form in ("html", "svg", "cast"):
        for name, command in (("x.py", "run"), ("x.trr", "replay")):
            case.complains(["export", "--format", form, "-o", "out", name], 1,
                           f"there is nothing to show: no step was recorded: terrarium {command} tells why")


@test
def closed_output(case):
    case.file("x.py", "for i in range(30):\n    n = i\n")
    case.run("record", "-o", "x.trr", "x.py")
    for command in ("--help", "doctor", "dump x.trr", "run --print x.py", "replay --all x.trr"):
        done = case.run("-c", f'"$TERRARIUM" {command} >&-', program="/bin/sh", variables={"TERRARIUM": TERRARIUM})
        case.equal(done.returncode, 1, f"{command} with standard output closed: {done.stderr!r}")
        case.check(done.stderr.startswith(b"terrarium: cannot write standard output"), "the sentence", done.stderr)
        reader, writer = os.pipe()
        os.close(reader)
        done = case.run(*command.split(), stdout=writer)
        os.close(writer)
        case.equal((done.returncode, done.stderr), (-signal.SIGPIPE, b""), f"{command} into a pipe that nobody reads")


@test
def homes_that_cannot_be_written(case):
    case.file("x.py", "print(1)\n")
    for variables in ({"HOME": "/nonexistent", "XDG_STATE_HOME": None}, {"HOME": None, "XDG_STATE_HOME": None},
                      {"XDG_STATE_HOME": "/dev/null"}):
        case.equal(case.run("run", "--print", "x.py", variables=variables).returncode, 0, f"run with {variables}")
        case.equal(case.run("doctor", variables=variables).returncode, 0, f"doctor with {variables}")


@test
def what_stands_at_the_output(case):
    """A file keeps its mode, and a link stays one; what is no file is written into, and a new file is as private as asked."""
    case.file("x.py", "print(1)\n")
    done = case.run("export", "-o", "/dev/full", "x.py")
    case.equal((done.returncode, done.stderr), (1, b"terrarium: cannot write /dev/full: No space left on device\n"), "a full device")
    case.check(stat.S_ISCHR(os.stat("/dev/full").st_mode), "it is a device still")
    os.mkfifo(case.folder / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=case.folder, stdout=subprocess.PIPE) as reader:
        case.equal(case.run("export", "-o", "pipe", "x.py").returncode, 0, "a pipe")
        case.check(reader.stdout.read().startswith(b"{"), "its reader gets everything")
    case.check(stat.S_ISFIFO(os.stat(case.folder / "pipe").st_mode), "it is a pipe still")
    case.file("old", "x")
    os.chmod(case.folder / "old", 0o600)
    os.symlink("old", case.folder / "link")
    case.equal(case.run("export", "-o", "link", "x.py").returncode, 0, "a link")
    case.check((case.folder / "link").is_symlink() and (case.folder / "old").read_text().startswith("{"), "it leads to the same file")
    case.equal(stat.S_IMODE(os.stat(case.folder / "old").st_mode), 0o600, "a private file stays so")
    done = case.run("-c", "umask 077; exec \"$0\" export -o new x.py", TERRARIUM, program="/bin/sh")
    case.equal((done.returncode, stat.S_IMODE(os.stat(case.folder / "new").st_mode)), (0, 0o600), "a new file, as the umask says")


@test
def a_terminal_that_cannot_be_used(case):
    case.file("x.py", "print(1)\n")
    for name in ("no-such-terminal", None):
        for arguments in (["run", "x.py"], []):
            ours, theirs = os.openpty()
            variables = environment(case.folder, TERM=name, ASAN_OPTIONS="detect_leaks=0")  # curses keeps some memory
            done = subprocess.run([TERRARIUM, *arguments], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
                                  cwd=case.folder, timeout=TIMEOUT, env=variables)
            os.close(theirs)
            os.close(ours)
            case.equal(done.returncode, 2, f"status with TERM={name}: {done.stderr!r}")
            case.check(done.stderr.startswith(b"terrarium: ") and done.stderr.count(b"\n") == 1, "one sentence", done)


@test
def tests_know_the_version(case):
    case.check(f"[{VERSION}]" in (SOURCE / "configure.ac").read_text(), "the version these tests expect")
    case.check(stat.S_ISREG(os.stat(TERRARIUM).st_mode), "the viewer is there")


finish()
