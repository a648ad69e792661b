"""--plain: steps as sentences, for who listens to a screen reader, or has a terminal that cannot move its cursor."""
import os
import re
import subprocess

from harness import TERRARIUM, environment, finish, test

PROGRAM = """class Dog:
    def __init__(self, name):
        self.name = name
rex = Dog('Rex')
a = [1]
b = a
b.append(rex)
print(a[:1])
"""
DRAWN = re.compile(r"[─-◿■-◿╭╮╯╰●]")


@test
def each_step_is_told(case):
    case.file("x.py", PROGRAM)
    case.run("record", "-o", "x.trr", "x.py")
    for command in (["run", "--plain", "x.py"], ["replay", "--plain", "x.trr"]):
        done = case.run(*command)
        text = done.stdout.decode()
        case.equal((done.returncode, done.stderr), (0, b""), f"{command} ends well")
        steps = re.findall(r"^Step (\d+) of (\d+)\.$", text, re.M)
        case.equal([int(number) for number, _ in steps], list(range(int(steps[-1][1]) + 1)), "each step, once")
        case.equal(DRAWN.findall(text), [], "nothing is drawn")
        for line in ("Line 6 ran: b = a\nb now names the same list as a: no copy was made.\nNext is line 7: b.append(rex)",
                     "Output so far:\n[1]", "b names the same list as a.", "The program ended."):
            case.check(line in text, f"{command} tells {line!r}", text)
        case.check(re.search(r"^Attributes of the Dog …\w+: name = 'Rex'\.$", text, re.M), "what an instance holds", text)


@test
def one_step_tells_its_names(case):
    case.file("x.py", "def f(x):\n    y = x\n    return y\nlong = f('ab' * 60)\n")
    text = case.run("run", "--plain", "--step", "4", "x.py").stdout.decode()
    case.check(text.count("Step ") == 1 and "Names in f:\n" in text and "Names in module:\n" in text, "both frames", text)
    case.check(re.search(r"y names the same str as x", text), "one object is told once", text)
    text = case.run("run", "--plain", "--lens", "instruction", "-c", "a = b = []", variables={"LC_ALL": "C"}).stdout
    case.check(b"Step 0 of 1, instruction 2 of" in text and text.isascii(), "instructions, in ASCII", text)
    for line in (b"\nDone: Pushes ", b"\nAbout to run: Pops ", b"\nOn the value stack, from the top: an empty list, an empty list.\n", b"\nThe value stack is empty.\n"):
        case.check(line in text, f"{line!r}", text)


@test
def lessons_without_pictures(case):
    english = case.run("learn", "--plain", "aliasing").stdout.decode()
    case.check("\nQuestion: " in english and "\nRight choice: " in english, "questions have words, no marks", english)
    case.equal(DRAWN.findall(english) + re.findall("===", english), [], "nothing is drawn")
    german = case.run("learn", "--plain", "aliasing", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    for words in ("Schritt 0 von", "Zeile 1 lief: ", "Frage: ", "Namen in Modul:", "Ausgabe bisher:"):
        case.check(words in german, f"{words!r} is German", german)
    case.check(not re.search(r"\b(Step|Line|Next|Names|names|Output|Question|The program)\b", german), "no English is left", german)
    drawn = case.run("learn", "aliasing", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    case.check("Schritt 0 von" in drawn and "Was geschah:" in drawn and "Step" not in drawn, "nor beside pictures", drawn)


@test
def threads_in_lines(case):
    case.file("x.py", "import threading, time\nt = threading.Thread(target=time.sleep, args=(0.01,), name='cook')\nt.start()\nt.join()\n")
    text = case.run("timeline", "--plain", "x.py").stdout.decode()
    case.check(re.search(r"^cook: \w+ [\d ]+%", text, re.M), "a line for each thread", text)
    case.equal(DRAWN.findall(text.replace("─", "")), [], "no lanes")


@test
def a_terminal_without_a_cursor(case):
    case.file("x.py", PROGRAM)
    ours, theirs = os.openpty()
    variables = environment(case.folder, TERM="dumb")
    with subprocess.Popen([TERRARIUM, "run", "x.py"], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=case.folder,
                          env=variables) as done:
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:  # the end of a terminal
            pass
        os.close(ours)
        complaint = done.stderr.read()
    case.equal(done.returncode, 0, f"it is no reason to refuse: {complaint!r}")
    case.check(b"b now names the same list as a" in written and b"\x1b" not in written, "sentences are written", written)


finish()
