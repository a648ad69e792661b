"""Measures what a person waits for, and prints rows: name, value, unit.  `make bench` runs it.

    first picture       terrarium run --print --step 0 FILE, of a program of four lines, against python3 -c pass
    record NAME         what a step costs: time under terrarium record less time under plain python3, by the steps recorded;
                        and how many times as long the program took
    log NAME            size of the recording by step
    seek                terrarium replay --print --step N of a million steps, less the same with step 0: what getting to the
                        step costs, reading the file not counted

Runs with and without are interleaved, and medians taken, since other work on the machine comes and goes.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TERRARIUM = os.environ["TERRARIUM"]
PAIRS = int(os.environ.get("PAIRS", "9"))

SMALL = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"
PROGRAMS = {
    "loop": "total = 0\nfor i in range(150000):\n    total += i\n",
    "calls": "def f(x):\n    return x + 1\nn = 0\nfor i in range(50000):\n    n = f(n)\n",
    "lists": "rows = []\nfor i in range(100):\n    rows.append([i] * 5)\nfor k in range(1500):\n    for row in rows:\n"
             "        row[k % 5] = k\n",
    "objects": "class Node:\n    def __init__(self, value, after):\n        self.value = value\n        self.after = after\n"
               "for k in range(500):\n    head = None\n    for i in range(100):\n        head = Node(i, head)\n",
    "texts": "words = {}\ntext = 'the quick brown fox jumps over the lazy dog again and again'.split()\n"
             "for k in range(7500):\n    for word in text:\n        words[word] = words.get(word, 0) + 1\n",
}
SEEK = "n = 0\nitems = []\nfor i in range(330000):\n    n += i\n    items = [n, i]\n"


def timed(*command):
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    taken = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {done.stderr.decode()}")
    return taken


def pairs(one, other, count=PAIRS):
    """Medians of the times of two commands, run in turn."""
    times = [(timed(*one), timed(*other)) for _ in range(count)]
    return statistics.median(first for first, _ in times), statistics.median(second for _, second in times)


def row(name, value, unit):
    print(f"{name:32} {value:12.4g} {unit}", flush=True)


def steps_of(recording):
    """As the last picture's head tells."""
    head = subprocess.run([TERRARIUM, "replay", "--print", recording], stdout=subprocess.PIPE, check=True).stdout
    return int(head.split(b"\n")[0].split(b" ")[3])


def write(folder, name, source):
    path = pathlib.Path(folder) / f"{name}.py"
    path.write_text(source)
    return str(path)


def first_picture(folder):
    program = write(folder, "small", SMALL)
    picture, plain = pairs([TERRARIUM, "run", "--print", "--step", "0", program], [sys.executable, "-c", "pass"])
    row("first picture", picture * 1e3, "ms")
    row("first picture, python3 -c pass", plain * 1e3, "ms")


def recording(folder, name, source):
    program, kept = write(folder, name, source), f"{folder}/{name}.trr"
    watched, plain = pairs([TERRARIUM, "record", "-o", kept, program], [sys.executable, program])
    steps = steps_of(kept)
    row(f"record {name}", (watched - plain) / steps * 1e9, "ns/step")
    row(f"record {name}, ratio", watched / plain, "times")
    row(f"log {name}", os.path.getsize(kept) / steps, "bytes/step")
    row(f"steps {name}", steps, "steps")


def seeking(folder):
    program, kept = write(folder, "seek", SEEK), f"{folder}/seek.trr"
    timed(TERRARIUM, "record", "-o", kept, program)
    last = steps_of(kept)
    for part in (2, 1):
        there, start = pairs([TERRARIUM, "replay", "--print", "--step", str(last // part), kept],
                             [TERRARIUM, "replay", "--print", "--step", "0", kept])
        row(f"seek, step {last // part}", (there - start) * 1e3, "ms")
    row("open a recording", start * 1e3, "ms")


def main():
    with tempfile.TemporaryDirectory(prefix="terrarium-bench-") as folder:
        print(f"{'name':32} {'value':>12} unit")
        first_picture(folder)
        for name, source in PROGRAMS.items():
            recording(folder, name, source)
        seeking(folder)


main()
