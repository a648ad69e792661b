"""--plain: steps as sentences, for who listens to a screen reader, or has a terminal that cannot move its cursor."""
import os
import pathlib
import re
import signal
import subprocess
import time

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
    for words in ("Schritt 0 von", "Zeile 1 lief: ", "Frage: ", "Namen im Modul:", "Ausgabe bisher:"):
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
    with subprocess.Popen([TERRARIUM, "run", "--plain", "--all", "x.py"], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=case.folder,
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


class Talk:
    """Terrarium at a terminal of which no cursor can be moved: what is typed, and what is said until the next prompt."""

    def __init__(self, case, *arguments, prompts=("Command? ", "Your answer? "), **variables):
        self.ours, theirs = os.openpty()
        self.prompts, self.said = prompts, []
        self.process = subprocess.Popen([TERRARIUM, *arguments], stdin=theirs, stdout=theirs, stderr=subprocess.STDOUT, cwd=case.folder,
                                        env=environment(case.folder, TERM="dumb", **variables))
        os.close(theirs)
        self.listen()

    def listen(self):
        """Until it asks, or is over."""
        heard = b""
        try:
            while not heard.decode(errors="ignore").endswith(self.prompts) and (piece := os.read(self.ours, 65536)):
                heard += piece
        except OSError:  # the end of a terminal
            pass
        self.said.append(heard.decode().replace("\r\n", "\n"))
        return self.said[-1]

    def type(self, line):
        os.write(self.ours, line.encode() + b"\n")
        return self.listen()

    def end(self):
        self.listen()
        os.close(self.ours)
        return self.process.wait()


@test
def stepping_by_commands(case):
    case.file("x.py", "def double(n):\n    return 2 * n\na = [double(1)]\nb = a\nb.append(4)\nprint(b)\nraise SystemExit(3)\n")
    talk = Talk(case, "run", "x.py")
    case.check(talk.said[0].startswith("Steps 0 to ") and "help says the commands" in talk.said[0] and talk.said[0].count("Step 0 of ") == 1,
               "it begins with the first step", talk.said[0])
    for typed, words in (("", "Step 1 of "), ("next", "Step 2 of "), ("n", "Next is line 2: return 2 * n"), ("back", "Step 2 of "),
                         ("BACK", "Step 1 of "), ("b", "Step 0 of "), ("back", "This is the first step."), ("2", "Step 2 of "),
                         ("goto 1", "Step 1 of "), ("over", "a now names the list [2]."), ("find 4 was added", "b.append(4) changed the list"),
                         ("names", "Names in module:\n"), ("code", "Line 5, which ran: b.append(4)\nLine 6, which is next: print(b)\n"),
                         ("output", "The program has written nothing yet."), ("FIND the program WROTE", "The program wrote: [2, 4]"),
                         ("output", "Output so far:\n[2, 4]\n"), ("find nowhere", "No later step tells of nowhere."), ("repeat", "The program wrote: [2, 4]"),
                         ("99", "There is no step 99: the last one is "), ("goto soon", "Which step? Say goto and a number."),
                         ("jump \x1b", "There is no command jump "), ("help", "find or f with a text: "), ("?", "quit or q: ends."),
                         ("rep", "The program wrote: [2, 4]"), ("end", "The program ended with exit status 3."), ("", "This is the last step.")):
        said = talk.type(typed)
        case.check(words in said and said.endswith("\nCommand? "), f"{typed!r} says {words!r}", said)
    os.write(talk.ours, b"quit\n")
    case.equal(talk.end(), 3, "the status is the program's")
    text = "".join(talk.said)
    case.equal((DRAWN.findall(text), "\x1b" in text), ([], False), "nothing is drawn, and no cursor moved")


@test
def it_ends_with_what_is_typed(case):
    case.file("x.py", "a = 1\n")
    case.run("record", "-o", "x.trr", "x.py")
    talk = Talk(case, "replay", "--plain", "--lens", "instruction", "x.trr", LC_ALL="C")
    said = talk.type("")
    case.check("About to run: " in said and said.isascii(), "instructions are steps, too", said)
    os.write(talk.ours, b"\x04")  # Ctrl-D
    case.equal(talk.end(), 0, "the end of what is typed ends it")
    for options in (["--all"], ["--step", "1"], ["--last"]):
        talk = Talk(case, "replay", "--plain", *options, "x.trr")
        case.check("Command?" not in talk.said[0], f"{options} says what it was asked for", talk.said)
        talk.end()


@test
def a_recording_is_kept_before_the_steps_are_told(case):
    case.file("x.py", "a = 1\n")
    talk = Talk(case, "run", "-o", "x.trr", "x.py")
    case.check((case.folder / "x.trr").exists(), "whatever becomes of the dialogue")
    os.write(talk.ours, b"q\n")
    case.equal(talk.end(), 0, "it ends")
    case.check("Step 1 of 1." in case.run("replay", "--plain", "x.trr").stdout.decode(), "and it is whole")


@test
def commands_in_german(case):
    case.file("x.py", "a = [1]\nb = a\n")
    talk = Talk(case, "run", "x.py", prompts=("Befehl? ",), TERRARIUM_LANGUAGE="de", LC_ALL="C.UTF-8")
    for typed, words in (("", "Schritt 1 von "), ("weiter", "Schritt 2 von "), ("zurück", "Schritt 1 von "), ("next", "Schritt 2 von "), ("z", "Schritt 1 von "),
                         ("gehe 0", "Schritt 0 von "), ("suche dasselbe", "b benennt jetzt dasselbe list-Objekt wie a"), ("Namen", "Namen im Modul:"),
                         ("hilfe", "suche oder s mit einem Text: zum nächsten Schritt, der davon erzählt"), ("ende", "Das Programm ist zu Ende."),
                         ("w", "Das ist der letzte Schritt."), ("hü", "Es gibt keinen Befehl hü: Hilfe sagt sie alle.")):
        said = talk.type(typed)
        case.check(words in said, f"{typed!r} says {words!r}", said)
    os.write(talk.ours, "Schluss\n".encode())
    case.equal(talk.end(), 0, "it ends")
    text = "".join(talk.said)
    case.check(not re.search(r"\b(Step|Line|Next|steps?|Command|the)\b", text), "no English is left", text)


@test
def lessons_ask(case):
    talk = Talk(case, "learn", "aliasing")
    case.check("scene 1 of " in talk.said[0], "the first scene", talk.said[0])
    said = talk.type("")
    case.check("Question: How many lists" in said and "\n2: two\n" in said and "Right" not in said and said.endswith("Your answer? "), "a question", said)
    case.check(talk.type("7").endswith("There are the numbers 1 to 2, each once.\nYour answer? "), "what cannot be chosen")
    said = talk.type("names")
    case.check("a names the list [1, 2, 3]." in said and said.endswith("Your answer? "), "commands are understood meanwhile", said)
    said = talk.type("2")
    case.check("You said: two\nIt is so: one\n" in said and said.endswith("Command? "), "a wrong answer", said)
    said = talk.type("")
    case.check("Question: b.append(4)" in said, "the next", said)
    said = talk.type("2")
    case.check("Right: [1, 2, 3, 4]" in said, "a right answer", said)
    case.check("Question" not in talk.type("repeat"), "which is not asked for again", talk.said[-1])
    case.check("Enter goes on to the next scene." in talk.type("end"), "the scene's end", talk.said[-1])
    case.check("scene 2 of " in talk.type(""), "the next scene", talk.said[-1])
    os.write(talk.ours, b"q\n")
    case.equal(talk.end(), 0, "it ends")


@test
def threads_by_commands(case):
    """What threads did is told event by event; where one is, and what the whole came to, by other commands."""
    case.file("x.py", "import threading, time\ndef nap():\n    time.sleep(.02)\n    print('slept')\nt = threading.Thread(target=nap, name='napper')\n"
                      "t.start()\nt.join()\n")
    case.equal(case.run("record", "--timeline", "-o", "x.trr", "x.py").returncode, 0, "a recording")
    talk = Talk(case, "timeline", "--plain", "x.trr", LC_ALL="C.UTF-8")
    case.check("threads: 2. Enter goes on" in talk.said[0] and "At " in talk.said[0], "how long it took, and the first moment", talk.said[0])
    for typed, words in (("find napper", "napper "), ("find sleep", "napper sleeps, in nap():3.\n"), ("threads", "MainThread "),
                         ("waking", "MainThread "), ("back", "At "), ("", "At "), ("later", "At "), ("earlier", "At "), ("5", "At 5.00 ms.\n"), ("goto 1 us", "At 1"),
                         ("goto x", "Type a time"), ("sums", "napper: held "), ("code", "Line 3:     time.sleep(.02)\n"), ("output", "slept\n"),
                         ("end", "The program ended.\n"), ("n", "Nothing begins there."), ("start", "MainThread "), ("find nobody", "is called nobody."),
                         ("dance", "There is no command dance"), ("help", "later or l: to the next event"), ("?", "quit or q: ends.")):
        case.check(words in talk.type(typed), f"{typed!r} is answered: {words!r}", talk.said[-1])
    os.write(talk.ours, b"q\n")
    case.equal(talk.end(), 0, "it ends")
    german = Talk(case, "timeline", "--plain", "x.trr", LC_ALL="C.UTF-8", TERRARIUM_LANGUAGE="de", prompts=("Befehl? ",))
    case.check("napper schläft, in nap():3." in german.type("suche sleep"), "in German", german.said[-1])
    case.check("Threads oder t: was jeder Thread" in german.type("Hilfe"), "its commands, too", german.said[-1])
    case.check(not re.search(r"\b(or|and|the|to|at)\b", german.said[-1], re.I), "no English is left", german.said[-1])


@test
def a_lesson_on_threads_asks(case):
    talk = Talk(case, "learn", "gil", LC_ALL="C.UTF-8")
    said = talk.said[0]
    case.check("Line 3: def burn():\n" in said and "Think of a kitchen." in said and "Question: For how much" in said and "A lane for each" not in said
               and "holds the GIL, " not in said and said.endswith("Your answer? "), "the code, what is said, a question; nothing is shown yet", said)
    case.check("4 %" in talk.type("2") or "%" in talk.said[-1], "the answer", talk.said[-1])
    said = talk.type("")
    case.check("A lane for each thread" in said and "\nAt " in said and "cook-1 " in said, "what it says next, and who did what then", said)
    case.check("The longest wait." not in talk.type("later") and "A lane for each" not in talk.said[-1], "by events, too", talk.said[-1])
    case.check("The longest wait." in talk.type("next"), "and back to the lesson", talk.said[-1])
    while "Enter goes on to the next scene." not in talk.type(""):
        case.check("At " in talk.said[-1], "what it says, to the end", talk.said[-1])
    case.check("scene 2 of " in talk.type(""), "the next scene", talk.said[-1])
    os.write(talk.ours, b"q\n")
    case.equal(talk.end(), 0, "it ends")


@test
def a_search_can_be_interrupted(case):
    case.file("x.py", "i = 0\nwhile i < 300_000: i += 1\n")
    case.run("record", "-o", "x.trr", "x.py")
    talk = Talk(case, "replay", "--plain", "x.trr")
    os.write(talk.ours, b"find never\n")
    for _ in range(1000):  # until it searches, unless it has searched already
        caught = re.search(r"SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{talk.process.pid}/status").read_text())[1]
        if int(caught, 16) & 1 << signal.SIGINT - 1:
            talk.process.send_signal(signal.SIGINT)
            break
        time.sleep(0.01)
    said = talk.listen()
    if "No later step tells of never." not in said:  # it was faster
        case.check("The search for never was interrupted." in said, "it comes back", said)
        case.check("Step 0 of " in talk.type("repeat"), "to where it was", talk.said[-1])
    os.write(talk.ours, b"q\n")
    talk.end()


@test
def german_cases(case):
    case.file("x.py", "exec('q = [1]')\nclass Dog:\n    legs = 4\nclass Cat:\n    def __init__(self):\n        self.age = 3\ncat = Cat()\n")
    text = case.run("run", "--plain", "--all", "x.py", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    text += case.run("run", "--plain", "--step", "6", "x.py", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    for words in ("Namen im Modul:", "q im Modul benennt jetzt", "Der Code <string> (vom Programm übersetzt) beginnt zu laufen",
                  "von <string> (vom Programm übersetzt)", " in der Klasse Dog", "-Objekt", " hat age = 3."):
        case.check(words in text, f"{words!r} is said", text)
    for words in ("in Modul", "compiled", "Das Code"):
        case.check(words not in text, f"{words!r} is not", text)


finish()
