"""The screens as text, without a terminal: keys from a script, assertions in it (until, never)."""
import json
import os
import pathlib
import re
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import finish, test  # noqa: E402

ALIASING = "a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n"
CALLS = """\
def double(n):
    m = n * 2
    return m

total = 0
for i in range(3):
    total = total + double(i)
print('total', total)
"""


def play(case, script, *arguments, program=None, variables=None, status=0):
    """Runs the viewer by a script; the screens it wrote.  `program` is the source of x.py, run when there is one."""
    case.file("script", "\n".join(script) + "\n")
    if program is not None:
        case.file("x.py", program)
        arguments = ("run", "--script", "script", *arguments, "x.py")
    done = case.run(*arguments, variables=variables)
    text = done.stdout.decode()
    case.check(done.returncode == status, f"exit status {status} of {arguments}",
               done.returncode, done.stderr.decode(), *text.splitlines())
    return text


def cells(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line)


@test
def forward_and_back(case):
    play(case, ["settle", "until step 0 of 4", "until ▶  1", "never ▷",
                "key Right", "until step 1 of 4", "until ▷  1", "until ▶  2",
                "key l s PageDown", "until step 4 of 4", "until [1, 2, 3, 4]", "until The program ended",
                "key Left", "until step 3 of 4", "until 4 new", "never [1, 2, 3, 4]",
                "key h S PageUp", "until step 0 of 4", "until (no names yet)",
                "key Left", "until This is where the program begins.",
                "key G", "until step 4 of 4", "key g", "until step 0 of 4",
                "key End", "until step 4 of 4", "key Home", "until step 0 of 4"], program=ALIASING)


@test
def over_and_out_of_calls(case):
    play(case, ["settle", "until step 0 of", "key n n", "until ▶  6", "key n", "until ▶  7",
                "key n", "until ▶  6", "never ▶  2",
                "key n", "key s", "until ▶  1", "key s", "until ▶  2", "key r", "never ▶  2", "never ▶  3",
                "key R", "key : ", "type line 8", "key Enter", "until ▶  8", "key N", "until ▶  6"], program=CALLS)


UNPACKING = "_C = (1, [2], 3)\na, b, c = _C\nprint(a, c)\n"


@test
def inside_one_line(case):
    if "3.11" not in dict(case.pythons()):  # whose instructions these are
        return
    play(case, ["size 100x30", "settle", "until step 0 of 3", "key Right", "never instruction", "key 2",
                "until step 1 of 3, instruction 1 of 5", "until take apart 3", "until UNPACK_SEQUENCE 3", "until value stack",
                "until ▶   14  load _C", "until Pushes what _C refers to",
                "key Right", "until instruction 2 of 5", "until ▷   14  load _C", "until ▶   16  take apart 3", "until top new ●",
                "key Right", "until ▶   20  store in a", "until top 1 new",
                "key Right", "until a  1 new", "until a now names 1.", "until ▶   22  store in b",
                "key Left", "never a  1 new", "until instruction 3 of 5",
                "key Down", "until step 2 of 3, instruction 1 of", "key Up", "until step 1 of 3, instruction 1 of 5",
                "key ) )", "until instruction 3 of 5", "key (", "until instruction 2 of 5",
                "key 1", "until step 1 of 3", "never instruction", "never value stack",
                "key 2", "until instruction 1 of 5", "key G", "until step 3 of 3", "key g", "until instruction 1 of"],
         "--python", "3.11", program=UNPACKING)


APART = "pair = (1, [2, 3])\na, (b, *c) = pair\na, b = b, a\n"


@test
def what_is_taken_apart(case):
    if "3.11" not in dict(case.pythons()):  # whose instructions these are
        return
    play(case, ["size 100x34", "settle", "until step 0 of 3", "key 2 Down", "until (b, *c)", "never ●── top",
                "key Right Right", "until ●── top", "until ●── 2nd", "never a       now",
                "key Right", "until a       now", "key Right", "until (b, *c) now", "until new list", "key Left", "never (b, *c) now",
                "key Down", "until step 2 of 3, instruction 1 of", "until *c    now",
                "key Right", "until values on the stack", "until No tuple is made", "key Right Right", "until b 2 ●── top",
                "until a 1 ●── 2nd", "size 80x24", "settle", "until a 1 ●── 2nd", "key Right", "until a now",
                "key 1", "never values on the stack"],
         "--python", "3.11", program=APART)


@test
def inside_one_line_at_any_size(case):
    for size, places in (("40x12", 1), ("60x20", 3), ("80x24", 3), ("160x50", 5)):
        text = play(case, [f"size {size}", "settle", "until step 0 of 3", "key 2 Down Right Right", "until top 1",
                           "until store in a", "until a, b, c = _C", "screen"], program=UNPACKING)
        columns, _ = map(int, size.split("x"))
        case.check(all(cells(line) <= columns for line in text.splitlines()), f"no line is too wide at {size}", text)


@test
def without_instructions_the_lens_says_so(case):
    play(case, ["settle", "until step 0 of 3", "key 2", "until Only lines were recorded", "until I runs it again",
                "key Right I", "until another run", "until step 1 of 3, instruction 1 of 5", "key Right",
                "until take apart 3", "key x", "settle", "never another run"],
         "--instructions", "0", program=UNPACKING)
    case.file("x.py", UNPACKING)
    case.run("record", "--instructions", "0", "-o", "x.trr", "x.py")
    play(case, ["settle", "key 2", "until Only lines were recorded", "key I", "until cannot be run again"], "replay",
         "--script", "script", "x.trr")


@test
def going_to_steps_and_lines(case):
    play(case, ["settle", "until of 4", "key :", "type 3", "key Enter", "until step 3 of 4",
                "key :", "type l 2", "key Enter", "until step 1 of 4",
                "key :", "type nonsense", "key Enter", "until Type a step's number",
                "key :", "type 999999", "key Enter", "until step 4 of 4",
                "key :", "key Esc", "until step 4 of 4"], program=ALIASING)


@test
def breakpoints(case):
    play(case, ["settle", "until step 0 of", "key Tab Tab Tab", "until [Source]", "key ]", "key b", "until Breakpoint on line 2",
                "until 2◆", "key c", "until ▶  2", "key c", "until ▶  2", "key C", "until ▶  2",
                "key C", "until step 0 of", "key ] b", "until No breakpoint on line 2", "never ◆",
                "key c", "until total 6"], program=CALLS)
    play(case, ["settle", "key Tab Tab Tab ] B", "until Stop here if", "type n ==", "key Enter",
                "never 2◆", "key B", "type n == 2", "key Enter", "until 2◆", "key c", "until ▶  2", "until m = n * 2",
                "key x", "settle", "until 2◆", "key c C", "until step 0 of"], program=CALLS)


@test
def playing(case):
    play(case, ["settle", "until step 0 of 4", "key + + + +", "until 32 steps a second", "key Space", "until playing",
                "until step 4 of 4", "until The program ended", "never playing"], program=ALIASING)


@test
def panes_and_lenses(case):
    screen = play(case, ["size 100x30", "settle", "until step 0 of 4", "key G", "until [Names and objects]", "key Tab",
                         "until [What happened]", "key Tab", "until [Output]", "key Tab", "until [Source]",
                         "key Shift-Tab", "until [Output]", "key 4", "never Names and objects", "until [Output]",
                         "key 1", "until [Names and objects]", "screen"], program=ALIASING)
    for word in ("Source", "Names and objects", "What happened", "Output", "CPython 3.", "step 4 of 4"):
        case.check(word in screen, f"{word} is on the screen", screen)


@test
def every_size_holds(case):
    sizes = [(1, 1), (2, 1), (1, 2), (3, 3), (8, 2), (20, 5), (20, 40), (39, 11), (40, 12), (60, 16), (60, 20), (80, 24),
             (100, 30), (132, 12), (160, 50), (300, 100)]
    for program in (ALIASING, CALLS + "words = ['漢字', '\\x1b[31m', 'e\\u0301' * 50]\nprint(*words)\n"):
        script = ["settle", "key G"]
        for width, height in sizes:
            for keys in ("Esc", "Tab", "Tab", "Tab", "4", "1", "?"):
                script += [f"size {width}x{height}", f"key {keys}", "screen", "type ~~~"]
        screens = play(case, [line.replace("type ~~~", "screen") for line in script], program=program)
        case.check(max(map(cells, screens.split("\n"))) <= 300, "no line is wider than the widest screen")
        for width, height in sizes:
            text = play(case, ["settle", f"size {width}x{height}", "key G", "screen"],
                        program=program)
            lines = text.rstrip("\n").split("\n")
            case.check(len(lines) <= height and max(map(cells, lines)) <= width, f"{width}x{height} is kept", *lines)


@test
def library_code_is_opened_by_a_key(case):
    play(case, ["settle", "until step 0 of 2", "key X", "until No library code ran in this step", "key s s",
                "until Library code ran: textwrap.dedent", "key X", "until step 0 of", "settle", "never step 0 of 2",
                "key s s", "until textwrap.py", "until module textwrap"],
         program="import textwrap\na = textwrap.dedent('')\n")


@test
def small_view(case):
    screen = play(case, ["size 40x12", "settle", "until step 0 of 4", "key s s s", "screen", "key Tab", "until What happened",
                         "key Tab", "until Output", "key Tab", "until Source"], program=ALIASING)
    lines = screen.split("\n")
    case.check("▷" in lines[1] and "b.append(4)" in lines[1], "the line that ran stands on top", lines)
    case.check("▶" in screen and "print(a)" in screen, "so does the line about to run", lines)
    case.check(re.search(r"^ b\.append\(4\) changed the list .*…$", screen, re.M), "and what happened, as far as rows are free", lines)
    screen = play(case, ["size 40x12", "settle", "until step 0 of 4", "key s s s", "screen"],
                  program="a = [[1], [2]]\nb = a\nb.append([3])\nprint(a)\n")
    case.check("below" in screen and "changed the list" not in screen, "a picture that needs all rows has them", screen)


@test
def plain_ascii(case):
    script = ["size 100x30", "settle", "until of 4", "key G h", "screen", "key ?", "screen"]
    screen = play(case, script, "--ascii", program=ALIASING)
    case.check(screen.isascii(), "only ASCII with --ascii", [c for c in screen if not c.isascii()])
    screen = play(case, script, program=ALIASING, variables={"LC_ALL": "C"})
    case.check(screen.isascii(), "only ASCII in the C locale", [c for c in screen if not c.isascii()])


@test
def answering_input(case):
    program = "name = input('Your name? ')\nprint('Hello,', name)\n"
    play(case, ["until waits for input", "until step 0 of 0+", "key i", "until Your name?", "type Zoë", "key Enter",
                "until Hello, Zoë", "until The program ended"], program=program)
    play(case, ["until waits for input", "key Right", "type x", "key Ctrl-U Ctrl-D", "until EOFError"], program=program)
    play(case, ["until waits for input", "key i Esc", "until waits for input", "key Ctrl-C", "until was stopped"],
         program=program)


@test
def programs_that_do_not_end_well(case):
    play(case, ["until running", "key Ctrl-C", "key G", "until The program was stopped", "key Ctrl-C", "until never"],
         program="n = 0\nwhile True:\n    n += 1\n")
    play(case, ["until paused at its limit", "key G", "until step 499 of 499+", "key c", "until step 999 of 999+"],
         "--steps", "500", program="n = 0\nwhile True:\n    n += 1\n")
    for source, words in [("import os\nos._exit(3)\n", "exit status 3"), ("1 / 0\n", "ZeroDivisionError"),
                          ("import ctypes\nctypes.string_at(0)\n", "signal 11"), ("raise SystemExit(4)\n", "status 4")]:
        play(case, ["settle", "key G", f"until {words}", "key g", "until step 0 of"], program=source)


@test
def a_syntax_error(case):
    screen = play(case, ["until no steps", "until [Output]", "until SyntaxError", "until line 2", "screen"],
                  program="a = 1\nb = (a +\nc = 3\n")
    case.check(re.search(r"!\s+2  b = \(a \+", screen) is not None, "the line is marked", screen)


@test
def hostile_output(case):
    screen = play(case, ["size 100x30", "settle", "until of 3", "key G", "until The program ended", "screen"],
                  program="print('\\x1b[2J\\x1b]0;title\\x07 tab\\there \\u202e\\xa0end')\nimport sys\nsys.stderr.write('wrong')\n")
    case.check("\x1b" not in screen and "\u202e" not in screen, "nothing escapes", screen)
    case.check("␛[2J" in screen and "wrong" in screen, "it is shown as what it is", screen)


@test
def pasting(case):
    play(case, ["settle", "until of 5", "paste x = 41\\nprint(x + 1)\\nq", "until Open what you pasted (3 lines)", "key n",
                "until step 0 of 5", "paste print(6 * 7)", "until (1 line)", "key q", "until (1 line)", "key y",
                "until snippet-", "settle", "key G", "until 42",
                "key Esc", "until alias"],
         program=ALIASING + "alias = 1\n")
    kept = list((case.folder / "state/terrarium/snippets").glob("*.py"))
    case.equal([path.read_text() for path in kept], ["print(6 * 7)\n"], "the snippet is kept")
    play(case, ["settle", "until of 4", "key p", "until paste it here", "type y = 5", "key Enter", "paste print(y)\\n",
                "key Backspace Ctrl-D", "until snippet-", "settle", "key G", "until  5"], program=ALIASING)
    play(case, ["settle", "until of 4", "paste >>> x = 6 * 7\\n>>> x\\n42\\n", "until (3 lines)", "key y",
                "until Taken out of what you pasted: prompts and answers.", "settle", "until of 2", "key G",
                "until 2  x"], program=ALIASING)
    play(case, ["settle", "until of 4", "paste In [1]: x = 6\\nIn [2]: while x:\\n   ...:     x -= 6\\n   ...: \\nIn [3]: x\\nOut[3]: 0\\n",
                "until (6 lines)", "key y", "until Taken out of what you pasted: prompts and answers.", "settle", "until 5  x", "never In ["],
         program=ALIASING)


@test
def selecting(case):
    program = "a = [1, 2]\nb = a\nc = [1, 2]\nprint(a is b)\n"
    play(case, ["size 100x30", "settle", "until of 4", "key G", "key Enter", "until Nothing is selected", "key ] ]", "key Enter",
                "until a in module", "until id 0x", "until [1, 2]", "until The name was bound (1 in all, 1 by now)", "until step 1, line 1 in module: a: nothing → [1, 2]",
                "until Enter goes to step 1", "key Enter", "until step 1 of 4", "key G m", "until Marked", "key ] m", "until one and the same object", "key m ] m",
                "until two different objects", "key Esc Esc Esc", "until step 4 of 4"], program=program)


@test
def when_and_by_whom_it_changed(case):
    program = ("def grow(n):\n    items.append(n)\nitems = [1]\nother = 0\ngrow(2)\nother = 1\ngrow(3)\n"
               "items[0] = 9\n")
    play(case, ["size 110x34", "settle", "until of 13", "key G", "key <", "until Select a name", "key ] ] ]", "key Enter",
                "until items in module", "until line 2 in grow (2nd call): [2]: nothing → 3",
                "until line 8 in module: [0]: 1 → 9", "until so does <", "key Esc",
                "key <", "until step 11 of 13", "key <", "until step 6 of 13", "key Enter", "until Next:",
                "until step 11, line 2 in grow (2nd call)", "key Esc", "key <", "until step 2 of 13",
                "key <", "until Nothing changed it before this step", "key > >", "until step 11 of 13",
                "key >", "until step 13 of 13", "key >", "until Nothing changes it after this step"], program=program)


@test
def what_changed_a_slot(case):
    program = "items = [1, 2]\nitems[1] = 3\nitems[0] = 4\nitems[1] = 5\ndel items\n"
    play(case, ["size 110x34", "settle", "until of 5", "key Right Right Right Right", "until step 4 of 5",
                "key ] ] ] ]", "key <", "until step 3 of 5", "key <", "until step 1 of 5"], program=program)


@test
def searching(case):
    play(case, ["size 100x30", "settle", "until of", "key G", "key /", "type TOTAL", "key Enter", "until 1 of", "until in the source",
                "until [Source]", "key Enter", "until 2 of", "key / Ctrl-U", "type no such thing", "key Enter",
                "until is not to be found", "key /", "type total 6", "key Enter", "until in the output",
                "key Esc", "until step"], program=CALLS)


@test
def mouse(case):
    screen = play(case, ["size 100x30", "settle", "until step 0 of 4", "screen"], program=ALIASING).split("\n")
    row = next(i for i, line in enumerate(screen) if "b.append(4)" in line)
    play(case, ["size 100x30", "settle", "until step 0 of 4", f"click 8 {row}", "until step 2 of 4", "until [Source]",
                "wheel 60 5 down", "wheel 60 5 up", "click 500 500", "click 60 3", "until [Names and objects]"],
         program=ALIASING)


@test
def help_tells_every_key(case):
    screens = play(case, ["size 100x200", "settle", "until of 4", "key ?", "screen", "key Esc", "until step 0 of 4", "key F1",
                          "until Keys", "key x", "until step 0 of 4", "never Keys"], program=ALIASING)
    told = case.run("--completions", "keys").stdout.decode()
    squeezed = re.sub(r"[\s│]+", "", screens)
    for line in told.splitlines():
        section, keys, what = line.split("\t")
        if section not in ("Home", "In a lesson", "On a timeline", "Before a class"):
            case.check(re.sub(r"\s+", "", what) in squeezed, f"help tells of {keys}", what)


@test
def running_again(case):
    case.file("x.py", ALIASING)
    editor = case.folder / "editor"
    editor.write_text("#!/bin/sh\necho 'print(\"more\")' >> \"$1\"\n")
    editor.chmod(0o755)
    play(case, ["settle", "until of 4", "key G", "key x", "until Running again", "until step 0 of 4", "key e",
                "until no terminal for an editor"], program=ALIASING, variables={"EDITOR": str(editor)})


@test
def a_recording(case):
    case.file("x.py", ALIASING)
    done = case.run("record", "-o", "x.trr", "x.py")
    case.equal(done.returncode, 0, "record")
    play(case, ["settle", "until step 0 of 4", "key G", "until [1, 2, 3, 4]", "key x", "until cannot be run again", "key e",
                "until no file to edit"], "replay", "--script", "script", "x.trr")


@test
def home(case):
    case.file("first.py", ALIASING)
    case.file("second.py", "print('second')\n")
    script = ["until Terrarium", "key o", "until Open", f"type {case.folder}/fir", "key Tab", "key Enter",
              "until step 0 of 4", "key Esc", "until Recent", "until first.py", "key o",
              f"type {case.folder}/nowhere.py", "key Enter", "until There is no file", "key G Enter", "until step 0 of 4",
              "key Esc", "key p", "until paste it here", "key Esc", "until Recent", "key ?", "until choose", "key q"]
    script = [line for line in script if line != "until choose"]
    play(case, script, "--script", "script")
    recent = json.loads((case.folder / "state/terrarium/recent.json").read_text())["recent"]
    case.equal([pathlib.Path(item["path"]).name for item in recent], ["first.py"], "what is kept")
    for damaged in ("", "{", '{"recent": 3}', '{"recent": [{"path": 1}, null, {"path": "x", "sort": "program"}]}'):
        case.file("state/terrarium/recent.json", damaged)
        play(case, ["until Terrarium", "never Recent"], "--script", "script")


LESSON = {
    "id": "two-names", "title": "Two names: one list", "layer": "basics", "place": 1, "minutes": 2,
    "claims": [{"belief": "= copies.", "answer": "It never does."}],
    "scenes": [
        {"title": "Is there a copy?", "code": "one.py",
         "say": [{"at": "start", "text": "Watch the arrows."},
                 {"at": "b = a", "event": "after", "text": "Both names point at one box.", "point": ["b"]}],
         "predictions": [{"at": "print(a)", "kind": "output", "question": "What will be written?",
                          "options": [{"text": "[1, 2, 3]", "belief": "= copies", "reply": "It would, had b been a copy."},
                                      {"text": "[1, 2, 3, 4]", "reply": "For there is one list only."}]}]},
        {"title": "And now?", "code": "two.py", "say": [{"at": "start", "text": "This one is a copy."}]},
    ],
}


@test
def a_lesson(case):
    case.file("lessons/two-names/lesson.json", json.dumps(LESSON))
    case.file("lessons/two-names/one.py", ALIASING)
    case.file("lessons/two-names/two.py", "a = [1]\nb = a.copy()\n")
    variables = {"TERRARIUM_LESSON_DIR": str(case.folder / "lessons")}
    begin = ["size 100x30", "settle", "until Two names, scene 1 of 2", "until step 0 of 4", "until Watch the arrows"]
    ask = begin + ["key l l", "until Both names point at one box", "key l", "until step 3 of 4", "key l",
                   "until What will be written?", "until step 3 of 4"]
    end = ["until The program ended", "key l", "until scene 2 of 2", "settle", "until of 2", "until This one is a copy", "key G", "until The program ended",
           "key l", "until = copies.", "until It never does.", "key Enter"]
    learn = ("learn", "--script", "script", "two-names")
    play(case, ask + ["key x", "key 1", "until step 4 of 4", "until You said: [1, 2, 3]", "until had b been a copy", "key Space"] + end, *learn, variables=variables)
    play(case, ask + ["key 2", "until Right: [1, 2, 3, 4]", "until one list only", "key Enter", "key h", "key l",
                      "until step 4 of 4", "never What will be"] + end, *learn, variables=variables)
    play(case, ask + ["key Esc", "until step 3 of 4", "key l", "until step 4 of 4", "key } }", "until It never does",
                      "key x", "key {", "until scene 1 of 2", "key {", "until first scene"], *learn, variables=variables)
    play(case, ask + ["key s", "until step 4 of 4", "until The program ended"], *learn, variables=variables)
    started = json.loads(json.dumps(LESSON))
    started["scenes"][0].update(start="b.append(4)", stop="print(a)", predictions=[
        {**LESSON["scenes"][0]["predictions"][0], "at": "b.append(4)", "about": "print(a)"}])
    case.file("lessons/two-names/lesson.json", json.dumps(started))
    play(case, ["settle", "until step 2 of 4", "until Watch the arrows", "key x", "settle", "until step 2 of 4", "key l", "until What will be written?",
                "key s", "until step 3 of 4", "key l", "until scene 2 of 2"], *learn, variables=variables)
    case.file("lessons/two-names/lesson.json", json.dumps(LESSON))
    play(case, ["until Basics", "until 1 of 1", "until two-names", "key Enter", "until scene 1 of 2", "key Esc Esc",
                "until Basics", "until open a file"], "--script", "script", variables=variables)
    case.file("lessons/two-names/lesson.json", "{")
    play(case, ["until open a file", "until lesson.json", "key Down", "never lesson.json"], "--script", "script",
         variables=variables)


@test
def code_without_source_moves_nothing(case):
    """The rule beside the code stands where it stood, and a box's title is short: the picture keeps its place."""
    script = ["size 100x30", "settle", "until step 0 of 7", "screen", "key Right", "until step 1 of 7", "until (no source)",
              "screen"]
    screens = play(case, script, program="x = eval('123456')\ny = eval('123456')  # the same once more\nprint(x is y)\n")
    rules = [row.index("┬") for row in screens.splitlines() if row.startswith("──") and "┬─[Names and objects]" in row]
    case.equal((len(rules), len(set(rules))), (2, 1), "the rule between code and picture")
    case.check("╭ code <string> ─ current ╮" in screens, "a short title", screens)
    case.check("The code <string> (compiled by the program)" in screens, "which is told in full", screens)


@test
def keys_that_do_not_fit_are_marked(case):
    """No key stands there without what it does."""
    screen = play(case, ["size 40x12", "settle", *["key Right"] * 22, "until [What do you think?]", "screen"],
                  "learn", "--script", "script", "closures")
    keys = screen.rstrip("\n").splitlines()[-1].rstrip()
    case.check(keys.startswith(" Enter that is my answer") and keys.endswith("…"), "a mark in place of half a hint", keys)


@test
def no_place_to_keep_things(case):
    for variables in ({"HOME": None, "XDG_STATE_HOME": None}, {"XDG_STATE_HOME": "/proc/nowhere"}):
        play(case, ["until was not kept", "settle", "until step 0 of 4", "key G", "until The program ended"], program=ALIASING,
             variables=variables)


@test
def a_bad_script_says_so(case):
    case.file("script", "until of 4\nnonsense 3\n")
    case.file("x.py", ALIASING)
    done = case.run("run", "--script", "script", "x.py")
    case.equal((done.returncode, done.stderr), (1, b"terrarium: script:2: 'nonsense 3' failed\n"), "the line is named")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    finish()
