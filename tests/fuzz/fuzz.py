"""Runs the fuzz targets for a while each, on what real runs recorded: make fuzz, SECONDS_EACH=60 for longer.

usage: fuzz.py TERRARIUM TARGET...

With libFuzzer (configure --enable-fuzzing --enable-sanitizers CC=clang) inputs that lead to new code are kept in
tests/fuzz/corpus of the build folder and gone on with the next time; without, random changes of the seeds are tried.
What broke a target lies in tests/fuzz/findings.
"""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

SECONDS = int(os.environ.get("SECONDS_EACH") or 20)
SOURCE = pathlib.Path(__file__).resolve().parents[2]
FUZZERS = pathlib.Path("tests/fuzz").absolute()
LEAST_MUTANTS = 20

PROGRAMS = {
    "unpack": "a, (b, *c) = 1, [2, 3, 4]\na, b = b, a\nd = {**{'k': a}}\n",
    "objects": "class A:\n    def __init__(self): self.x = [self]\na = A()\ndel a\nimport collections\nq = collections.deque([1])\n",
    "failing": "def f(n):\n    return f(n - 1) if n else [].pop()\nf(3)\n",
    "generator": "def g():\n    x = yield 1\n    yield x\nh = g()\nnext(h)\nh.send([2])\n",
    "threads": "import threading, time\nlock = threading.Lock()\ndef f():\n    with lock: time.sleep(.002)\n"
               "ts = [threading.Thread(target=f) for _ in range(3)]\n[t.start() for t in ts]\n[t.join() for t in ts]\n",
    "loop": "import asyncio\nasync def f(n):\n    await asyncio.sleep(n / 1000)\n    return n\n"
            "async def main():\n    await asyncio.gather(*(f(n) for n in range(4)))\nasyncio.run(main())\n",
    "processes": "import os, subprocess, sys\nread, write = os.pipe()\nif os.fork() == 0:\n    os.write(write, b'x')\n"
                 "    os._exit(2)\nos.read(read, 1)\nos.wait()\nsubprocess.run([sys.executable, '-c', 'print(3)'])\n",
}
APPEND, WRITE, PUMP, DOINGS = 0, 1, 2, 6  # as in join.c


def log_of(recording):
    """The log in a recording: its header is 12 bytes, each block has its length and a checksum before it."""
    data, at, log = recording.read_bytes(), 12, b""
    while at + 8 <= len(data):
        length, _ = struct.unpack_from("<II", data, at)
        log += data[at + 8:at + 8 + length]
        at += 8 + length
    return log


def recorded(terrarium, folder):
    for name, source in PROGRAMS.items():
        program = folder / f"{name}.py"
        program.write_text(source)
        for way, options in (("lines", ["--instructions", "0"]), ("instructions", []), ("timeline", ["--timeline"])):
            file = folder / f"{name}-{way}.trr"
            subprocess.run([terrarium, "record", *options, "-o", file, program], capture_output=True, check=False)
            yield f"{name}-{way}", log_of(file)


def pieces(what, log, size=8000):
    """A log as pieces for the target of joined logs: see join.c."""
    return b"".join(struct.pack("<BH", what, len(log[at:at + size])) + log[at:at + size] for at in range(0, len(log), size))


def joined(log):
    """Logs of processes: that of all, and again, or from the middle on, as if each of the first had written it."""
    end, pump = len(log), struct.pack("<BH", PUMP, 0)
    yield "whole", pieces(APPEND, log) + pump
    for cut in (0, end // 3, end // 2):
        slots = b"".join(pieces(WRITE + DOINGS * slot, log[cut:], 4000) + pump for slot in (0, 1))
        yield f"again-{cut * 100 // max(end, 1)}", pieces(APPEND, log) + pump + slots


def seeds(terrarium, target, folder):
    if target == "keys":
        return {"keys": bytes([80, 24, 12]) + b"\x1b[C\x1b[C2)3?q/a\n"}
    if target == "lesson":
        return {"-".join(path.relative_to(SOURCE / "lessons").with_suffix("").parts): path.read_bytes()
                for pattern in ("*/lesson*.json", "*.json") for path in SOURCE.glob("lessons/" + pattern)}
    logs = dict(recorded(terrarium, folder))
    if target == "join":
        return {f"{name}-{way}": data for name, log in logs.items() if name.endswith("timeline") for way, data in joined(log)}
    return {name: (b"\x50" if target == "pictures" else b"") + log for name, log in logs.items()}


def corpus(terrarium, target):
    folder = FUZZERS / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in seeds(terrarium, target, pathlib.Path(scratch)).items():
            (folder / f"seed-{name}").write_bytes(data)
    return folder


def by_library(program, folder, findings):
    command = [program, f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=3000", "-len_control=0", "-max_len=20000",
               f"-artifact_prefix={findings}/", folder]
    return subprocess.run(command, capture_output=True, check=False)


def by_chance(program, folder):
    """Rounds of so many random changes of each file, until the time is over."""
    end, turns = time.monotonic() + SECONDS, LEAST_MUTANTS
    files = sorted(folder.iterdir())
    while True:
        done = subprocess.run([program, "--mutate", str(turns), *files], capture_output=True, check=False)
        if done.returncode != 0 or time.monotonic() >= end:
            return done
        turns *= 2


def has_library(program):
    done = subprocess.run([program, "-help=1"], capture_output=True, check=False)
    return b"max_total_time" in done.stdout + done.stderr


def main():
    terrarium, targets = pathlib.Path(sys.argv[1]).absolute(), [pathlib.Path(target).name for target in sys.argv[2:]]
    failed = 0
    for target in targets:
        program, folder, findings = FUZZERS / target, corpus(terrarium, target), FUZZERS / "findings" / target
        findings.mkdir(parents=True, exist_ok=True)
        done = by_library(program, folder, findings) if has_library(program) else by_chance(program, folder)
        told = done.stderr.decode(errors="backslashreplace").splitlines()
        print(f"{target}: {'ok' if done.returncode == 0 else 'broken'}, {len(list(folder.iterdir()))} inputs")
        if done.returncode != 0:
            failed += 1
            print(*told[-40:], f"(what broke it: {findings})", sep="\n")
    print(f"{len(targets) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
