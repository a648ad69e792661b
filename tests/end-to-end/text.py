"""Pictures as text: which steps, what status, help, completions, the manual."""
import os
import re
import shutil
import subprocess
import time

from harness import SOURCE, TERRARIUM, TIMEOUT, environment, finish, test

ALIASING = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"


def steps_shown(text):
    return [int(number) for number in re.findall(r"^Step (\d+) of \d+", text, re.M)]


@test
def which_steps(case):
    case.file("x.py", ALIASING)
    every = [0, 1, 2, 3, 4]
    for arguments, expected in [(["--print"], [4]), (["--last"], [4]), (["--step", "0"], [0]), (["--step=2"], [2]),
                                (["--all"], every), ([], every), (["--print", "--step", "3"], [3])]:
        done = case.run("run", *arguments, "x.py")
        case.equal(done.returncode, 0, f"status of run {arguments}: {done.stderr!r}")
        case.equal(steps_shown(done.stdout.decode()), expected, f"steps of run {arguments}")
    done = case.run("run", "--step", "5", "x.py")
    case.equal((done.returncode, done.stderr), (1, b"terrarium: there is no step 5: the last one is 4\n"),
               "past the end")


@test
def long_runs(case):
    case.file("x.py", "for i in range(100):\n    n = i\n")
    done = case.run("run", "x.py").stdout.decode()
    all_of_them = steps_shown(case.run("run", "--all", "x.py").stdout.decode())
    last = all_of_them[-1]
    case.equal(all_of_them, list(range(last + 1)), "--all shows each step once")
    case.equal(steps_shown(done), [*range(49), last], "the first ones and the last")
    case.check(f"({last - 49} more steps are not shown: --all shows all, --step N one of them.)" in done,
               "how many were left out, and how to see them", done[-600:])


@test
def statuses(case):
    for source, status in [("", 0), ("raise SystemExit(3)", 3), ("1/0", 1), ("a = (", 1),
                           ("import os; os._exit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 137),
                           ("import ctypes; ctypes.string_at(0)", 139), ("raise KeyboardInterrupt", 130)]:
        case.file("x.py", source + "\n")
        for arguments in (["--print"], []):
            done = case.run("run", *arguments, "x.py")
            case.equal(done.returncode, status, f"{source!r} {arguments}: {done.stdout!r} {done.stderr!r}")


@test
def what_went_wrong_is_in_the_text(case):
    for source, words in [("print(1", "SyntaxError"), ("a = '\x00'", "SyntaxError"), ("1/0", "ZeroDivisionError"),
                          ("import os\nos._exit(3)", "exit status 3"), ("import os\nos.abort()", "signal 6")]:
        case.file("x.py", source + "\n")
        text = case.run("run", "--print", "x.py").stdout.decode()
        case.check(words in text, f"{source!r} tells of {words}", text)


@test
def what_could_not_be_recorded_is_told(case):
    case.file("x.py", "a = (")
    text = case.run("run", "--print", "x.py").stdout.decode()
    case.check("No step was recorded." in text, "a program that never began", text)
    if b"\nCPython 3.11" in case.run("--version").stdout:  # later ones record beside the program's tracer
        case.file("x.py", "import sys\nsys.settrace(lambda *_: None)\na = 1\n")
        text = case.run("run", "--print", "--python", "3.11", "x.py").stdout.decode()
        case.check("Note: The program set a tracer" in text, "a tracer of the program's own", text)
    case.file("x.py", "class \u00dcbel(Exception):\n    pass\nraise \u00dcbel('\u202e')\n")
    text = case.run("run", "--print", "--ascii", "x.py").stdout
    case.check(text.isascii() and b"bel" in text, "how it ended, in ASCII", text)


@test
def every_python(case):
    """Each runner says its version, runs the same program to the same picture, and is chosen by name."""
    case.file("x.py", ALIASING)
    versions = re.findall(r"^CPython (\S*)", case.run("--version").stdout.decode(), re.M)
    pictures = set()
    for full, (short, _) in zip(versions, case.pythons()):
        done = case.run("run", "--all", "--ascii", "--python", short, "x.py")
        text = done.stdout.decode()
        case.equal(text.count(f"CPython {full}"), 5, f"the head line of each step names CPython {full}")
        pictures.add(re.sub(r"id \.\.[0-9a-f]{4}|CPython \S+", "", text))
    case.equal(len(pictures), 1, f"{versions} draw the same")


@test
def frames_and_tracebacks_die(case):
    """Their deaths are told, so that nothing is read where they were."""
    case.file("x.py", "import sys\ndef f(): return sys._getframe()\nx = f()\nx = None\ny = 1\n")
    case.file("y.py", "def f():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return e.__traceback__\n"
                      "x = f()\nx = None\ny = 1\n")
    for version, _ in case.pythons():
        for program, end in ("x.py", 5), ("y.py", 8):
            case.run("record", "--python", version, "-o", "x.trr", program)
            dump = case.run("dump", "x.trr").stdout.decode()
            before = dump[dump.rindex(f"line={end - 1} "):dump.rindex(f"line={end} ")]
            case.check("\ndeath " in before, f"a death between lines {end - 1} and {end} of {program}, CPython {version}",
                       before)


@test
def odd_sources(case):
    for name, source in [("an empty file", ""), ("only a comment", "# nothing\n"), ("no newline at its end", "a = 1"),
                         ("CRLF", "a = 1\r\nb = 2\r\n"), ("tabs", "if True:\n\ta = 1\n"), ("a mark", "\ufeffa = 1\n"),
                         ("a coding", b"# coding: latin-1\na = '\xe9'\n"),
                         ("wide signs", "a = '\u6f22\u5b57 \U0001f40d'\n"),
                         ("escapes", "a = '\\x1b[31m\\u202e'\nprint(a)\n"),
                         ("a megabyte", "a = 1\n" + "# line\n" * 150000)]:
        case.file("x.py", source)
        for arguments in (["--all"], ["--last", "--ascii", "--width", "40"]):
            done = case.run("run", *arguments, "x.py")
            case.equal((done.returncode, done.stderr), (0, b""), f"a file with {name} runs")
            case.check(b"\x1b" not in done.stdout, f"no escape sequences in {name}", done.stdout[:2000])
            if "--ascii" in arguments:
                case.check(done.stdout.isascii(), f"--ascii is ASCII for {name}", done.stdout[:2000])


@test
def the_screen_begins_as_asked(case):
    case.file("x.py", "a = 1\nb = [a]\n")
    case.file("keys", "size 100x30\nuntil step 0 of 2\nkey G\nuntil step 2 of 2\nscreen\n")
    for arguments, there, absent in [([], ["\u25b6"], ["int"]), (["--values"], ["int", "\u25b6"], []),
                                     (["--labels"], ["\u2192"], []), (["--ascii"], [">"], ["\u25b6"])]:
        done = case.run("run", *arguments, "--script", "keys", "x.py")
        text = done.stdout.decode()
        case.equal((done.returncode, done.stderr), (0, b""), f"the screen with {arguments}")
        case.check(all(word in text for word in there), f"{arguments} shows {there}", text)
        case.check(not any(word in text for word in absent), f"{arguments} does not show {absent}", text)


@test
def widths_and_colours(case):
    case.file("x.py", ALIASING)
    for width in (20, 40, 60, 100, 160):
        text = case.run("run", "--all", "--ascii", "--width", str(width), "x.py").stdout.decode()
        case.check(max(map(len, text.splitlines())) <= width, f"no line is wider than {width}", text)
    case.check(b"\x1b[" in case.run("run", "--print", "--color=always", "x.py").stdout, "--color=always colours")
    case.check(b"\x1b[" in case.run("run", "--print", "--color=always", "x.py", variables={"NO_COLOR": "1"}).stdout,
               "--color=always outweighs NO_COLOR")
    case.check(b"\x1b[" not in case.run("run", "--print", "x.py").stdout, "no colours where there is no terminal")
    for locale, ascii in (("C", True), ("xx_YY.UTF-8", False), ("xx_YY.utf8@euro", False), ("xx_YY", True)):
        done = case.run("run", "--print", "x.py", variables={"LC_ALL": locale})
        case.equal(done.stdout.isascii(), ascii, f"ASCII by the locale {locale}, which need not be installed")


@test
def the_program_on_standard_input(case):
    done = case.run("run", "--print", "-", stdin=b"a = [1]\nprint(a)\nraise SystemExit(4)\n")
    case.equal(done.returncode, 4, "a program from standard input")
    case.check("[1]" in done.stdout.decode(), "its output", done.stdout)
    ours, theirs = os.openpty()
    done = subprocess.run([TERRARIUM, "run", "-"], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
                          cwd=case.folder, timeout=TIMEOUT, env=environment(case.folder))
    os.close(theirs)
    os.close(ours)
    case.equal(done.returncode, 2, "a program from a terminal that the screen needs")
    case.check(done.stderr.startswith(b"terrarium: standard input is the terminal"), "the sentence", done.stderr)


@test
def limits(case):
    case.file("loop.py", "n = 0\nwhile True:\n    n += 1\n")
    case.file("sleep.py", "import time\ntime.sleep(10 ** 6)\n")
    for arguments in (["--steps", "1000", "loop.py"], ["--memory", "1", "loop.py"], ["--time", "1", "loop.py"],
                      ["--time", "1", "sleep.py"]):
        done = case.run("run", "--print", *arguments)
        case.equal(done.returncode, 1, f"stopped at a limit: {arguments}")
        case.check(b"The program was ended" in done.stdout, "which says so", done.stdout[-500:])
    case.file("count.py", "n = 0\nfor n in range(400000):\n    pass\nprint(n)\nraise SystemExit(7)\n")
    for limit in (["--steps", "1"], ["--steps", "1000"], ["--memory", "1"]):
        done = case.run("record", "-o", "x.trr", *limit, "count.py")
        case.equal((done.returncode, done.stdout, done.stderr), (7, b"399999\n", b""),
                   f"a full recording does not end the program: {limit}")
        replayed = case.run("replay", "--print", "x.trr")
        case.equal(replayed.returncode, 0, "what was recorded until then can be replayed")
        case.check(b"Its later steps were not recorded" in replayed.stdout, "which says so", replayed.stdout[-500:])
    case.file("hog.py", "hog = []\nwhile True:\n    hog.append(bytearray(1 << 20))\n")
    done = case.run("run", "--print", "--data", "64", "hog.py")
    case.check(b"MemoryError" in done.stdout, "--data limits the program's memory", done.stdout[-800:])


@test
def a_signal_ends_the_run_and_its_text(case):
    case.file("x.py", "open('ready', 'w').close()\nn = 0\nwhile True:\n    n += 1\n")
    for number in (2, 15):
        (case.folder / "ready").unlink(missing_ok=True)
        started = subprocess.Popen([TERRARIUM, "run", "--print", "x.py"], cwd=case.folder,
                                   env=environment(case.folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        while not (case.folder / "ready").exists() and started.poll() is None:
            time.sleep(0.01)
        started.send_signal(number)
        out, errors = started.communicate(timeout=TIMEOUT)
        case.equal(started.returncode, 128 + number, f"status after signal {number}: {errors!r}")
        case.check(b"Step " in out, f"what was recorded before signal {number} is shown", out[-500:])


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as facts:
            return facts.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@test
def nothing_outlives_the_viewer(case):
    case.file("x.py", "import os, subprocess, sys, time\nchild = subprocess.Popen(['sleep', '600'])\n"
                      "open('pids.new', 'w').write(f'{os.getpid()} {child.pid}')\nos.rename('pids.new', 'pids')\n"
                      "time.sleep(600)\n")
    for arguments in (["run", "--print", "x.py"], ["record", "-o", "x.trr", "x.py"]):
        (case.folder / "pids").unlink(missing_ok=True)
        started = subprocess.Popen([TERRARIUM, *arguments], cwd=case.folder, env=environment(case.folder),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (case.folder / "pids").exists() and started.poll() is None:
            time.sleep(0.01)
        pids = (case.folder / "pids").read_text().split()
        case.check(all(map(is_running, pids)), "the program and its child run", pids)
        started.kill()
        started.wait()
        deadline = time.monotonic() + TIMEOUT
        while any(map(is_running, pids)) and time.monotonic() < deadline:
            time.sleep(0.01)
        case.check(not any(map(is_running, pids)), f"killing the viewer ends both: {arguments}", pids)


@test
def standard_input_is_the_program_s(case):
    case.file("x.py", "name = input('who? ')\nprint('hello', name)\n")
    done = case.run("run", "--print", "x.py", stdin=b"Ada\n")
    case.equal(done.returncode, 0, "a program that asks")
    case.check("hello Ada" in done.stdout.decode(), "got its answer", done.stdout)
    case.check("who? " in done.stdout.decode(), "and its question is shown", done.stdout)


@test
def lessons_as_text(case):
    for arguments in ([], ["learn", "aliasing"]):
        done = case.run(*arguments)
        case.equal((done.returncode, done.stderr), (0, b""), f"terrarium {arguments}")
        case.check(len(steps_shown(done.stdout.decode())) > 3, "the pictures of a lesson", done.stdout[:2000])
        case.check("append" in done.stdout.decode(), "of the lesson on aliasing")
    listed = case.run("learn").stdout.decode()
    for name in ("names", "aliasing", "identity"):
        case.check(re.search(rf"^  {name} ", listed, re.M), f"the lesson {name} is listed", listed)
    case.complains(["learn", "alisaing"], 1, re.compile("there is no lesson .?alisaing"))


def options_of(case, command):
    text = case.run("help", *([command] if command else [])).stdout.decode()
    lines = [line.strip() for line in text.splitlines() if line.startswith("  -")]
    return {tuple(re.split(r"  +", line)[0].split(", ")) for line in lines}


COMMANDS = ["run", "record", "replay", "timeline", "compare", "find", "export", "import", "dump", "learn", "present", "notes", "lesson", "doctor", "help"]


@test
def help_for_everything(case):
    general = case.run("--help")
    case.equal((general.returncode, general.stderr), (0, b""), "--help")
    case.equal(case.run("help").stdout, general.stdout, "help is --help")
    for command in COMMANDS:
        case.check(f"  terrarium {command} " in general.stdout.decode(), f"--help lists {command}")
        long, short = case.run(command, "--help"), case.run(command, "-h")
        case.equal((long.returncode, long.stdout), (0, case.run("help", command).stdout), f"{command} --help")
        case.equal(short.stdout, long.stdout, f"{command} -h")
        case.check(max(map(len, long.stdout.decode().splitlines())) <= 110, f"help {command} is not too wide")
    version = case.run("--version").stdout.decode()
    case.check(re.fullmatch(r"terrarium \d+\.\d+\.\d+\n(CPython \d\S+ \(/.*\)\n)+", version), "--version", version)


@test
def the_manual_tells_the_same(case):
    manual = (SOURCE / "man/terrarium.1").read_text()
    told = set()
    for line in re.findall(r"^\.It (Fl .*)$", manual, re.M):
        words = line.replace(" Ns = Ns Ar ", "=").replace("Ar ", "").replace("Fl ", "-").replace(" , ", ", ")
        told.add(tuple(words.split(", ")))
    there = set().union(*(options_of(case, command) for command in ["", *COMMANDS]))
    case.equal(sorted(told), sorted(there), "the options in the manual are those in the table")
    for command in COMMANDS:
        case.check(f".It Nm Cm {command}" in manual, f"the manual explains {command}")
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", SOURCE / "man/terrarium.1"], capture_output=True, text=True)
        case.equal(lint.stdout, "", "mandoc has nothing to say")


BEGIN, END = ".\\\" keys: begin", ".\\\" keys: end"


def escaped(text):
    """As roff wants it: no dot or quote begins a line, no backslash stands alone, functions are marked up."""
    text = text.replace("\\", "\\e")
    text = re.sub(r" (\w+)\(\) ", r"\n.Fn \1\n", text)
    return "\\&" + text if text[0] in ".'" else text


def macro_word(word):
    """A word on a macro's line, that is not to be taken for another macro or a delimiter."""
    if word == "-":
        return "\\-"
    if word in ".,:;()[]?!|":
        return f'"\\&{word}"'
    return "\\&" + word if re.fullmatch("[A-Z][a-z]", word) else word.replace("\\", "\\e")


def keys_as_roff(described):
    lines, section = [], None
    for line in described.splitlines():
        heading, keys, what = line.split("\t")
        if heading != section:
            lines += [".El"] * (section is not None)
            lines += [".Ss " + " ".join(map(macro_word, heading.split())), '.Bl -tag -width "Left h S PageUp"']
            section = heading
        lines.append(".It Ic " + " , ".join(map(macro_word, keys.split(" "))))
        lines.append(escaped(what[0].upper() + what[1:] + "."))
    return "\n".join([*lines, ".El"]) + "\n"


@test
def the_manual_lists_the_keys(case):
    path = SOURCE / "man/terrarium.1"
    manual = path.read_text()
    begin, end = manual.index(BEGIN), manual.index(END)
    begin = manual.index("\n", begin) + 1
    expected = keys_as_roff(case.run("--completions", "keys").stdout.decode())
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(manual[:begin] + expected + manual[end:])
    else:
        case.equal(manual[begin:end], expected, "keys in the manual (make check UPDATE_GOLDEN=1 writes them)")
    for line in case.run("--completions", "keys").stdout.decode().splitlines():
        case.check(line.split("\t")[2] in case.run("help", "keys").stdout.decode(), "help keys tells it too", line)


@test
def the_page_on_the_format(case):
    page = SOURCE / "doc/trace-format.txt"
    described = case.run("dump", "--format").stdout.decode()
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(described)
    case.equal(page.read_text(), described, "doc/trace-format.txt (make check UPDATE_GOLDEN=1 writes it)")


@test
def completions(case):
    for words, expected in [
        (["r"], ["run", "record", "replay"]),
        (["run", "--st"], ["--step", "--steps"]),
        (["run", "--color", ""], ["auto", "always", "never"]),
        (["run", "--color", "=", "al"], ["always"]),
        (["run", "--color=a"], ["--color=auto", "--color=always"]),
        (["run", "x.py", "--st"], [":files"]),
        (["run", "-c", "code", "--st"], [":files"]),
        (["run", "--width", "60", ""], [":files"]),
        (["run", "--width", ""], []),
        (["replay", "x.trr", "--la"], ["--last", "--labels"]),
        (["--comp"], ["--completions"]),
        (["--completions", ""], ["bash", "zsh", "fish"]),
        (["help", "k"], ["keys"]),
        (["learn", "ali"], ["aliasing"]),
        (["nonsense", ""], []),
        (["doctor", ""], []),
    ]:
        done = case.run("--completions", "words", "--", *words)
        found = [line.split("\t")[0] for line in done.stdout.decode().splitlines()]
        case.equal((done.returncode, sorted(found)), (0, sorted(expected)), f"what can stand after {words}")
    for shell in ("bash", "zsh", "fish"):
        script = case.run("--completions", shell).stdout
        case.file("script", script)
        if shutil.which(shell):
            done = case.run("-n", "script", program=shutil.which(shell))
            case.equal((done.returncode, done.stderr), (0, b""), f"{shell} can read its completions")
    if shutil.which("bash"):
        case.file("script", case.run("--completions", "bash").stdout)
        case.file("ask", 'PATH=$1:$PATH; . ./script; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))\n'
                         'compopt() { :; }; _terrarium; printf "%s\\n" "${COMPREPLY[@]}"\n')
        done = case.run("ask", os.path.dirname(TERRARIUM), "terrarium", "run", "--pr", program=shutil.which("bash"))
        case.equal(done.stdout, b"--print\n", f"bash completes an option: {done.stderr!r}")
    if shutil.which("fish"):
        case.file("script", case.run("--completions", "fish").stdout)
        done = case.run("-c", "source script; complete -C 'terrarium run --pr'", program=shutil.which("fish"),
                        variables={"PATH": os.path.dirname(TERRARIUM) + ":" + os.environ["PATH"]})
        case.check(done.stdout.startswith(b"--print\t"), "fish completes an option", done)


@test
def the_doctor(case):
    done = case.run("doctor")
    text = done.stdout.decode()
    case.equal((done.returncode, done.stderr), (0, b""), "doctor")
    for words in ("CPython 3.", "UTF-8", "xterm-256color", "steps", "memory", str(case.folder / "state/terrarium")):
        case.check(words in text, f"doctor tells of {words}", text)
    for variables, words in [({"LC_ALL": "C"}, "ASCII"), ({"NO_COLOR": "1"}, "NO_COLOR is set"), ({}, "256"),
                             ({"TERM": "dumb"}, "cannot move its cursor"), ({"TERM": None}, "is not known"),
                             ({"TERM": "no\x1b[31m"}, "is not known"), ({"TERM": "vt100"}, "colours           none")]:
        text = case.run("doctor", variables=variables).stdout.decode()
        case.check(words in text and "\x1b" not in text, f"doctor under {variables} tells of {words}", text)


@test
def what_nobody_is_given_is_not_drawn(case):
    """A module returns None, to nobody: no arrow leads to it."""
    case.file("x.py", "a = 10\ndef f():\n    pass\nf()\n")
    last = case.run("run", "--print", "--last", "--values", "x.py").stdout.decode()
    case.check("int" in last and "NoneType" not in last, "no box that nothing leads to", last)
    drawn = case.run("run", "--print", "--all", "--values", "x.py").stdout.decode()
    case.check("NoneType" in drawn, "what a function returns has one", drawn)


finish()
