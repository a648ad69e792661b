"""A program behind walls reaches nothing that is not its own, and works all the same.  What it tries, it can do without
walls: a wall that is not there would be noticed."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from harness import TERRARIUM, environment, finish, test

# Prints a line for each thing that it could do.
ATTACK = """
import ctypes, os, signal, socket, sys
secret, victim, port, abstract, named = sys.argv[1:]

def attempt(name, action):
    try:
        action()
    except OSError:
        return
    print(name)

def stream(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        client.connect(address)

def datagram(address):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", address)

def leave_session():
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise PermissionError

def limit(process):
    import resource
    resource.prlimit(int(process), resource.RLIMIT_CORE)

attempt("reads a file", lambda: open(secret).read())
attempt("reads through a link", lambda: (os.symlink(secret, "link"), open("link").read()))
attempt("writes a file", lambda: open(secret, "r+").close())
attempt("makes a file", lambda: open(secret + ".new", "x").close())
attempt("removes a file", lambda: os.unlink(secret + ".old"))
attempt("changes a mode", lambda: os.chmod(secret, 0o600))
attempt("lists a folder", lambda: os.listdir(os.path.dirname(secret)))
attempt("reads an environment", lambda: open(f"/proc/{victim}/environ").read())
attempt("signals", lambda: os.kill(int(victim), signal.SIGUSR1))
attempt("reads limits", lambda: limit(victim))
attempt("connects by TCP", lambda: stream(socket.AF_INET, ("127.0.0.1", int(port))))
attempt("connects by an abstract name", lambda: stream(socket.AF_UNIX, "\\0" + abstract))
attempt("sends to a named socket", lambda: datagram(named))
attempt("leaves the session", leave_session)
"""
CAN = {"reads a file", "reads through a link", "writes a file", "makes a file", "removes a file", "changes a mode",
       "lists a folder", "reads an environment", "signals", "reads limits", "connects by TCP",
       "connects by an abstract name", "sends to a named socket", "leaves the session"}

# What learners' programs do; each line must be the same as under python3.
WORK = """
import asyncio, helper, multiprocessing, os, sqlite3, subprocess, sys, tempfile, threading

async def answer(reader, writer):
    writer.write((await reader.readline()).upper())
    writer.close()

async def talk():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello\\n")
    print(await reader.readline())
    writer.close()
    server.close()

def main():
    print(helper.answer, open("data.txt").read().split())
    with open("out.txt", "w") as out:
        out.write("kept by nobody")
    with open("data.txt", "a") as data:
        data.write(" three")
    print(sorted(os.listdir(".")), open("data.txt").read().split(), os.getuid() == int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(os.path.join(folder, "x.db"))
        print(database.execute("select 6 * 7").fetchone())
        database.close()
    print(subprocess.run(["echo", "started"], capture_output=True, text=True).stdout.strip())
    asyncio.run(talk())
    worker = threading.Thread(target=print, args=("thread",))
    worker.start()
    worker.join()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(abs, [-1, -2]))
    print(os.environ.get("HOME") == os.path.expanduser("~"), os.path.isabs(os.getcwd()), __file__)
    sys.exit(7)

if __name__ == "__main__":
    main()
"""


def walls(case, *prefix):
    """Which walls can be put up, as doctor tells."""
    told = case.run(*prefix[1:], TERRARIUM, "doctor", program=prefix[0]) if prefix else case.run("doctor")
    section = told.stdout.decode().partition("\nWalls")[2].partition("\nFiles")[0]
    return {name for name, says in re.findall(r"^  (view|files|system calls) +(.*)$", section, re.M)
            if not says.startswith("not possible")}


def suffice(standing):
    return "system calls" in standing and bool(standing & {"view", "files"})


def needs(*names):
    """A test that runs where these walls can be put up; elsewhere it says that it was skipped."""
    def decorate(function):
        def run(case):
            standing = walls(case)
            if set(names) <= standing and suffice(standing):
                os.chmod(case.folder, 0o755)
                function(case)
            else:
                print(f"skipped: {function.__name__}: of walls there can be here: {sorted(standing)}")
        run.__name__ = function.__name__
        return test(run)
    return decorate


def open_folder(path):
    """One that others may look into, whoever runs the tests."""
    path.mkdir(exist_ok=True)
    path.chmod(0o755)
    return path


class Outside:
    """What a program could reach: files, a process, sockets."""

    def __init__(self, case):
        os.chmod(case.folder, 0o755)
        folder = open_folder(case.folder / "outside")
        self.secret = folder / "secret.txt"
        for name in ("secret.txt", "secret.txt.old"):
            (folder / name).write_text("secret")
            (folder / name).chmod(0o666)
        self.victim = subprocess.Popen([sys.executable, "-c", "import signal, sys\nsignal.signal(signal.SIGUSR1, lambda *_: None)\n"
                                        "print(flush=True)\nsys.stdin.read()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.victim.stdout.readline()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.name = f"terrarium-walls-{os.getpid()}-{id(self)}"
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind("\0" + self.name)
        self.abstract.listen()
        self.named = tempfile.mkdtemp(prefix="walls-") + "/socket"
        self.receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.receiver.bind(self.named)
        os.chmod(os.path.dirname(self.named), 0o755)
        os.chmod(self.named, 0o777)

    def arguments(self):
        return [str(self.secret), str(self.victim.pid), str(self.listener.getsockname()[1]), self.name, self.named]

    def close(self):
        self.victim.communicate()
        for opened in (self.listener, self.abstract, self.receiver):
            opened.close()
        os.unlink(self.named)
        os.rmdir(os.path.dirname(self.named))


def attack(case, outside, *options, prefix=()):
    """What the program could do.  It lies in a folder of its own, which is the working one."""
    folder = open_folder(case.folder / "own")
    (folder / "attack.py").write_text(ATTACK)
    done = subprocess.run([*prefix, TERRARIUM, "record", *options, "-o", str(case.folder / "x.trr"), "attack.py",
                           *outside.arguments()], cwd=folder, env=environment(case.folder), capture_output=True, timeout=120)
    case.equal((done.returncode, done.stderr.decode()), (0, ""), f"the program ends {options} {prefix}")
    if (folder / "link").is_symlink():
        (folder / "link").unlink()
    return set(done.stdout.decode().splitlines())


@test
def nothing_outside_is_reached(case):
    standing = walls(case)
    outside = Outside(case)
    try:
        if suffice(standing):
            case.equal(attack(case, outside, "--walls"), set(), "behind walls")
            case.equal(outside.secret.read_text(), "secret", "the file is what it was")
            case.equal(sorted(os.listdir(outside.secret.parent)), ["secret.txt", "secret.txt.old"], "and its folder")
            told = case.run("dump", "x.trr").stdout.decode()
            case.check('name="walls"' in told and "calls" in told, "the recording says so", told[:600])
        could = attack(case, outside)
        case.equal(CAN - could, set(), "without walls it can do each of these")
    finally:
        outside.close()


@test
def without_a_view(case):
    """Where nobody may have namespaces, files and calls are walls enough.  (Here a namespace has none left to give.)"""
    prefix = ("unshare", "-Ur", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh")
    try:
        standing = walls(case, *prefix)
    except FileNotFoundError:
        standing = set()
    if not suffice(standing) or "view" in standing:
        print("skipped: without_a_view: there is no such system to try")
        return
    outside = Outside(case)
    try:
        case.equal(attack(case, outside, "--walls", prefix=prefix), set(), "by files and calls alone")
    finally:
        outside.close()


@needs("view")
def programs_work(case):
    for version, interpreter in case.pythons():
        folder = open_folder(case.folder / version)
        (folder / "work.py").write_text(WORK)
        (folder / "helper.py").write_text("answer = 42\n")
        user = str(os.getuid())

        def outcome(*command):
            (folder / "data.txt").write_text("one two")
            done = subprocess.run([*command, "work.py", user], cwd=folder, capture_output=True, timeout=120,
                                  env=environment(case.folder, PYTHONDONTWRITEBYTECODE="1"))
            left = sorted(os.listdir(folder)), (folder / "data.txt").read_text()
            (folder / "out.txt").unlink(missing_ok=True)
            return (done.returncode, done.stdout.decode(), done.stderr.decode()), left

        plainly, _ = outcome(interpreter)
        walled, left = outcome(TERRARIUM, "record", "--python", version, "--walls", "-o", str(case.folder / "x.trr"))
        case.equal(walled, plainly, f"{version} the program does what it does under python3")
        case.equal(plainly[0], 7, f"{version} and that is all of it")
        case.equal(left, (["data.txt", "helper.py", "work.py"], "one two"), f"{version} its folder is as it was")


# Prints a line for each thing that it could do with what lies beside it.
BESIDE = """
import os, socket, sys
here = os.path.dirname(os.path.abspath(__file__))
for name, kind in ("stream", socket.SOCK_STREAM), ("datagram", socket.SOCK_DGRAM):
    with socket.socket(socket.AF_UNIX, kind) as client:
        try:
            client.connect(os.path.join(here, name))
            print("connects to a", name)
        except OSError:
            pass
try:
    os.write(os.open(os.path.join(here, "pipe"), os.O_WRONLY | os.O_NONBLOCK), b"x")
    print("writes to a pipe")
except OSError:
    pass
with open(os.path.join(here, "own.txt"), "x") as own:
    own.write("kept by nobody")
print(open(own.name).read())
"""


@needs("view")
def what_lies_beside_leads_nowhere(case):
    """A socket or a named pipe in the program's folder, whichever the working directory is."""
    folder, elsewhere = open_folder(case.folder / "beside"), open_folder(case.folder / "elsewhere")
    folder.chmod(0o777)
    (folder / "beside.py").write_text(BESIDE)
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with socket.socket(socket.AF_UNIX) as stream, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagram:
        for opened, name in (stream, "stream"), (datagram, "datagram"):
            opened.bind(str(folder / name))
        stream.listen()
        for name in ("stream", "datagram", "pipe"):
            (folder / name).chmod(0o666)
        could = ["connects to a stream", "connects to a datagram", "writes to a pipe"]
        for working in (folder, elsewhere, case.folder):
            for options, expected in [(("--walls",), []), ((), could)]:
                done = subprocess.run([TERRARIUM, "record", *options, "-o", str(case.folder / "x.trr"),
                                       os.path.relpath(folder / "beside.py", working)], cwd=working, timeout=120,
                                      env=environment(case.folder, HOME="/nonexistent"), capture_output=True)
                case.equal((done.stdout.decode().splitlines(), done.stderr), ([*expected, "kept by nobody"], b""),
                           f"from {working.name} {options}")
                case.equal((folder / "own.txt").exists(), not options, "what it wrote is there without walls only")
                (folder / "own.txt").unlink(missing_ok=True)
    os.close(reader)


@needs()
def ends_are_told(case):
    for code, status in [("import sys; sys.exit(3)", 3), ("1 / 0", 1),
                         ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", 128 + signal.SIGTERM),
                         ("import ctypes; ctypes.string_at(0)", 128 + signal.SIGSEGV)]:
        done = case.run("record", "--walls", "-o", "x.trr", "-c", code)
        case.equal(done.returncode, status, f"status of {code}")
    done = case.run("run", "--walls", "--print", "--last", "-c", "a = [1]\nb = a")
    told = done.stdout.decode()
    case.check(re.search(r"CPython [0-9.]+t? \(walls\)", told) is not None, "pictures say that there are walls", told)
    done = case.run("run", "--walls", "--time", "1", "--print", "--last", "-c",
                    "import os, time\nif os.fork() == 0:\n    time.sleep(600)\nwhile True: time.sleep(0.01)")
    case.check("its time was up" in done.stdout.decode(), "what does not end is ended", done.stdout)
    found = subprocess.run(["pgrep", "-f", str(case.folder)], capture_output=True).stdout
    case.equal(found, b"", "with all that it started")


@needs()
def what_is_pasted_has_walls(case):
    """Unless it is trusted; and the screen says so."""
    secret = case.folder / "secret.txt"
    secret.write_text("open")
    paste = (f"paste found = True\\ntry: open({str(secret)!r}).close()\\nexcept OSError: found = False\\n"
             "print('found', found)")
    for options, seen in [((), ["until (walls)", "key G", "until found False"]),
                          (("--trust",), ["key G", "until found True", "never (walls)"])]:
        case.file("script", "\n".join(["size 100x30", "settle", paste, "until snippet-", "settle", *seen]) + "\n")
        done = case.run("--script", "script", *options)
        case.equal(done.returncode, 0, f"pasted {options}: {done.stdout.decode()} {done.stderr.decode()}")


@needs()
def compared_runs_have_walls(case):
    """Each of them, watched and measured; a file that is imported is found where it lies, with what lies beside it."""
    folder = open_folder(case.folder / "jobs")
    secret = case.folder / "secret.txt"
    secret.write_text("open")
    (folder / "helper.py").write_text("numbers = [1, 2]\n")
    (folder / "job.py").write_text(f"import sys\nimport helper\n\ndef add():\n    return sum(helper.numbers)\n\ndef reach():\n"
                                   f"    try:\n        open({str(secret)!r}).close()\n    except OSError:\n        return\n"
                                   "    sys.exit('reached')\n\nif __name__ == '__main__':\n    reach()\n")
    (folder / "other.py").write_text("import job\njob.reach()\n")
    variants = [("--call", "add", "--call", "reach", "jobs/job.py"), ("jobs/job.py", "jobs/other.py")]
    for chosen in variants:
        done = case.run("compare", "--walls", "--repeat", "2", "--print", *chosen)
        case.equal(done.returncode, 0, f"behind walls, nothing is reached: {done.stdout.decode()} {done.stderr.decode()}")
        case.check(b"behind walls" in done.stdout, "it is said", done.stdout)
        done = case.run("compare", "--repeat", "1", "--print", *chosen)
        case.equal((done.returncode, b"reached" in done.stdout, b"behind walls" in done.stdout), (1, True, False), "without")
    done = case.run("compare", "--walls", "--lens", "objects", "--print", *variants[1])
    case.check(done.stdout.count(b" (walls)") == 2, "pictures beside each other say so", done.stdout, done.stderr)


@needs("view", "system calls")
def who_waits_has_walls_too(case):
    """A program may write the memory of its view's first process, which could do more if nothing held it."""
    done = case.run("record", "--walls", "-o", "x.trr", "-c", "print('Seccomp:\\t2' in open('/proc/1/status').read())")
    case.equal(done.stdout, b"True\n", "the first process may call no more than the program")
    code = ("import os\nopen_there = [os.readlink(f'/proc/1/fd/{at}') for at in os.listdir('/proc/1/fd') if int(at) > 2]\n"
            "print(sum('pipe:' in there for there in open_there))")
    done = case.run("record", "--walls", "-o", "x.trr", "-c", code)
    case.equal(done.stdout, b"1\n", "one pipe, by which it tells how the program ended, and none to the viewer")


@needs()
def memory_is_limited_together(case):
    """Each child keeps to the limit, and all together would take five times as much."""
    case.file("many.py", "import os, time\nfor i in range(10):\n    if os.fork() == 0:\n        block = bytearray(64 << 20)\n"
              "        for at in range(0, len(block), 4096):\n            block[at] = 1\n        time.sleep(600)\n"
              "        os._exit(0)\nfor i in range(10):\n    os.wait()\n")
    done = case.run("run", "--walls", "--data", "128", "--print", "--last", "many.py")
    case.check(b"took more memory together" in done.stdout, "a limit for all together", done.stdout)
    case.equal(done.returncode, 1, "the status of a run that was ended")


@needs("view")
def none_where_they_would_not_hold(case):
    """Within walls no others can be put up: there nothing is run, and one sentence says so."""
    version, _ = case.pythons()[0]
    built = pathlib.Path(TERRARIUM).resolve().parent
    runners = pathlib.Path(os.environ.get("TERRARIUM_RUNNER_DIR", built))
    folder = open_folder(case.folder / "inside")
    runner = shutil.copy(runners / f"terrarium-run-{version}", folder)
    case.file("inside/inside.py", f"import subprocess\nfor command in ([{TERRARIUM!r}, 'doctor'], [{runner!r}, '--guard', '--walls', "
              "'all', '--', '-c', 'print(6 * 7)']):\n    done = subprocess.run(command, capture_output=True, text=True)\n"
              "    print(done.returncode, done.stdout, done.stderr)\n")
    done = subprocess.run([TERRARIUM, "record", "--walls", "-o", str(case.folder / "x.trr"), str(folder / "inside.py")],
                          cwd=built, env=environment(case.folder, TERRARIUM_RUNNER_DIR=str(folder)), capture_output=True,
                          timeout=120)
    told = done.stdout.decode()
    case.check("no walls can be put up here that would hold" in told, "the sentence", told, done.stderr)
    case.check("--walls runs nothing" in told, "doctor tells it beforehand", told)
    case.check("42" not in told, "nothing has run", told)


finish()
