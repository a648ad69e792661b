"""terrarium lesson: the lessons that ship are true on every CPython that was built, and each fault of a lesson is told."""
import copy
import json
import re
import shutil

from harness import SOURCE, finish, test

ALIASING = "a = [1]\nb = a\nb.append(2)\nprint(a)\nprint(b)\n"
SOLUTION = "a = [1]\nb = a.copy()\nb.append(2)\nprint(a)\nprint(b)\n"
RIGHT = {"text": "[1, 2]", "reply": "Yes."}
WRONG = {"text": "[1]", "belief": "= copies.", "reply": "There is one list, {a}."}
GOOD = {
    "id": "pond", "title": "Pond: frogs", "layer": "basics", "place": 1, "minutes": 2,
    "claims": [{"belief": "= copies.", "answer": "It never does."}],
    "scenes": [{
        "title": "Two names", "code": "pond.py",
        "say": [{"at": "start", "text": "Look."},
                {"at": "b = a", "event": "after", "text": "One list, {id(a)}.", "point": ["a", "*b", "a[0]"]},
                {"at": "end", "when": "a is b", "text": "One."}, {"at": "end", "when": "a is not b", "text": "Two."}],
        "predictions": [
            {"at": "b = a", "kind": "box", "question": "Which box will b name?", "answer": "b", "right": "Yes.", "reply": "No.",
             "options": [{"text": "new", "belief": "= copies.", "reply": "It is {id(b)}."}]},
            {"at": "b.append(2)", "kind": "names", "of": "values", "question": "Through which names is it seen?", "right": "Both.",
             "reply": "Both.", "options": [{"text": "b", "belief": "= copies.", "reply": "Also {a}."}]},
            {"at": "print(a)", "kind": "output", "question": "What?", "options": [WRONG, RIGHT]},
            {"at": "print(b)", "kind": "value", "question": "And b?", "right": "Yes.", "reply": "{b}.",
             "options": [{"text": "[2]", "belief": "b is new.", "reply": "No."}]}],
        "task": {"text": "Give b a list of its own.", "hints": ["copy"], "solution": "solution.py", "solved": "Two: {a}, {b}.",
                 "checks": [{"holds": "a is not b", "text": "Still one."}, {"holds": "a == [1] and b == [1, 2]", "text": "a is {a}."}]},
    }],
}


def lesson(case, change=lambda lesson: None, code=ALIASING, solution=SOLUTION):
    made = copy.deepcopy(GOOD)
    change(made)
    case.file("pond/lesson.json", json.dumps(made))
    case.file("pond/pond.py", code)
    case.file("pond/solution.py", solution)


def scene(change):
    return lambda lesson: change(lesson["scenes"][0])


@test
def the_lessons_that_ship_are_without_fault(case):
    folders = sorted(path.parent for path in (SOURCE / "lessons").glob("*/lesson.json"))
    case.check(len(folders) >= 3, "there are lessons", folders)
    for folder in folders:
        done = case.run("lesson", "check", folder)
        case.equal((done.returncode, done.stderr), (0, b""), f"lesson check {folder.name}")
        told = done.stdout.decode()
        case.check(told.endswith("tasks tried: no fault\n") and told.count("\n") == 1, "nothing but the result", told)
        questions = int(re.search(r"(\d+) questions", told)[1])
        case.check(questions >= 2 * len(case.pythons()), "they ask", told)


@test
def the_schema_that_ships_is_the_loader_s(case):
    done = case.run("lesson", "schema")
    case.equal(done.stdout.decode(), (SOURCE / "lessons/lesson.schema.json").read_text(),
               "lessons/lesson.schema.json (terrarium lesson schema > lessons/lesson.schema.json writes it)")
    schema = json.loads(done.stdout)
    for path in sorted((SOURCE / "lessons").glob("*/lesson.json")):
        fits(case, json.loads(path.read_text()), schema, path.parent.name)
    lesson(case)
    fits(case, GOOD, schema, "the lesson of this test")


def fits(case, value, schema, where):
    """As much of JSON Schema as ours uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if "enum" in schema:
        case.check(value in schema["enum"], f"{where}: one of {schema['enum']}", value)
        return
    if not case.check(isinstance(value, kinds[schema["type"]]), f"{where} is of type {schema['type']}", value):
        return
    if schema["type"] == "object":
        case.check(set(schema["required"]) <= set(value) <= set(schema["properties"]), f"the keys of {where}", sorted(value))
        for key, inner in value.items():
            fits(case, inner, schema["properties"][key], f"{where}.{key}")
    elif schema["type"] == "array":
        case.check(len(value) >= schema["minItems"], f"{where} is not empty")
        for item in value:
            fits(case, item, schema["items"], where)
    elif schema["type"] == "string":
        case.check(schema["minLength"] <= len(value) <= schema["maxLength"], f"length of {where}", value)
        case.check(re.search(schema.get("pattern", ""), value), f"pattern of {where}", value)
    elif schema["type"] == "integer":
        case.check(schema["minimum"] <= value <= schema["maximum"], f"size of {where}", value)


@test
def a_good_lesson_has_no_fault(case):
    lesson(case)
    done = case.run("lesson", "check", "pond")
    count = len(case.pythons())
    case.equal((done.returncode, done.stdout.decode()),
               (0, f"{count} scenes run, {4 * count} questions answered, {count} tasks tried: no fault\n"), "lesson check")
    one = case.pythons()[0][0]
    case.equal(case.run("lesson", "check", "--python", one, "pond").stdout.decode(),
               "1 scenes run, 4 questions answered, 1 tasks tried: no fault\n", "on one CPython")


def told_faults(case, *arguments):
    done = case.run("lesson", "check", "--python", case.pythons()[0][0], "pond", *arguments)
    case.equal((done.returncode, done.stderr), (1, b""), "exit status of a lesson with a fault")
    return done.stdout.decode()


def predictions(change):
    return scene(lambda scene: change(scene["predictions"]))


FAULTS = {
    "wrong option \"[1]\" names no belief": predictions(lambda asked: asked[2]["options"][0].pop("belief")),
    "\"[1, 2]\" is right, and yet names a belief": predictions(lambda asked: asked[2]["options"][1].update(belief="x")),
    "gives no answer, or several, to \"What?\"": predictions(lambda asked: asked[2]["options"][1].update(text="[1, 3]")),
    "the foreseen answer \"[1,2]\" is right": predictions(lambda asked: asked[3]["options"][0].update(text="[1,2]")),
    "the foreseen answer \"a\" is right": predictions(lambda asked: asked[0]["options"][0].update(text="a")),
    "nobody can give the foreseen answer \"d\"": predictions(lambda asked: asked[0]["options"][0].update(text="d")),
    "the foreseen answer \"b, a\" is right": predictions(lambda asked: asked[1]["options"][0].update(text="b, a")),
    "nobody can give the foreseen answer \"a c\"": predictions(lambda asked: asked[1]["options"][0].update(text="a c")),
    "is not known there: \"{c}.\"": predictions(lambda asked: asked[3].update(reply="{c}.")),
    "\"b = a\" is never reached there, so this is never said: \"Twice": scene(
        lambda scene: scene["say"].append({"at": "b = a", "occurrence": 2, "text": "Twice."})),
    "never asked: \"Again?": predictions(
        lambda asked: asked.append({"at": "print(a)", "occurrence": 2, "kind": "order", "question": "Again?", "right": "x",
                                    "reply": "y"})),
    "two texts are said at one step": scene(lambda scene: scene["say"].append({"at": "b.append(2)", "text": "Same."})),
    "there is no \"c\" to point at": scene(lambda scene: scene["say"][1]["point"].append("c")),
    "needs 9 rows of 50 columns, and has 8": scene(lambda scene: scene["say"][0].update(text="word " * 88)),
    "the code to begin with solves the task already": scene(
        lambda scene: scene["task"].update(checks=[{"holds": "b == [1, 2]", "text": "x"}])),
    "the solution does not solve the task: \"a is [1].\"": scene(
        lambda scene: scene["task"]["checks"][1].update(holds="a == [2]")),
    "to be taken after \"lake\", which is not beside it": lambda lesson: lesson.update(after=["lake"]),
    "this is asked outside of the scene's start and stop": scene(lambda scene: scene.update(stop="b.append(2)")),
    "its stop, \"print(b)\", is never reached": scene(lambda scene: scene.update(stop="print(b)")),
}


@test
def each_fault_of_a_run_is_told(case):
    for sentence, change in FAULTS.items():
        ends_early = "never reached" in sentence and "stop" in sentence
        lesson(case, change, code=ALIASING.replace("print(a)", "print(a); raise SystemExit") if ends_early else ALIASING)
        if ends_early:
            lesson(case, lambda made: (change(made), made["scenes"][0].update(predictions=GOOD["scenes"][0]["predictions"][:2])),
                   code=ALIASING.replace("print(a)\n", "raise SystemExit\nprint(a)\n"))
        told = told_faults(case)
        case.check(sentence in told, f"the fault: {sentence}", told)
    lesson(case, code=ALIASING + "print(\n")
    case.check("Python could not read it" in told_faults(case), "a syntax error")


THREADS = ("from threading import Lock, Thread\nlock = Lock()\nlock.acquire()\n\ndef add():\n    lock.acquire()  # @inner\n"
           "    print(1)\n\nt = Thread(target=add)\nt.start()\nlock.release()\nt.join()\n")


def asks_for_threads(foreseen):
    def change(scene):
        del scene["task"]
        scene["say"] = [{"at": "start", "text": "Look."}]
        scene["predictions"] = [
            {"at": "t.start()", "kind": "thread", "question": "Who is next?", "right": "Yes.", "reply": "No.",
             "options": [{"text": foreseen[0], "belief": "Starting is done by and by.", "reply": "It was begun."}]},
            {"at": "# @inner", "kind": "thread", "question": "And now?", "right": "Yes.", "reply": "No.",
             "options": [{"text": foreseen[1], "belief": "Locks are for others.", "reply": "It waits."}]}]
    return scene(change)


@test
def which_thread_runs_next(case):
    def check():
        done = case.run("lesson", "check", "pond", "--python", case.pythons()[0][0])
        return done.stdout.decode()

    lesson(case, asks_for_threads(["MainThread", "Thread-1"]), code=THREADS)
    told = next((told for told in (check() for _ in range(5)) if "no fault" in told), None)
    case.check(told is not None, "a thread that begins, and one that waits")
    text = case.run("learn", "pond", variables={"TERRARIUM_LESSON_DIR": str(case.folder)}).stdout.decode()
    case.check("> a thread that has not begun yet" in text and re.search(r"> MainThread\n +Thread-1 \(add\)", text), "what is right", text)
    lesson(case, asks_for_threads(["new", "Thread-2"]), code=THREADS)
    told = check()
    case.check('the foreseen answer "new" is right' in told, "one that is right", told)
    case.check('nobody can give the foreseen answer "Thread-2"' in told, "one that is not there", told)


SHIPPED = SOURCE / "lessons/free-threading"


def shipped(case, change=lambda scene: None, code=None):
    """A lesson of one scene, of which the recording that ships is all that can be seen here."""
    made = json.loads((SHIPPED / "lesson.json").read_text())
    made.update(id="pond")
    del made["after"]
    del made["scenes"][1:]
    change(made["scenes"][0])
    case.file("pond/lesson.json", json.dumps(made))
    case.file("pond/two.py", code or (SHIPPED / "two.py").read_text())
    case.file("pond/two.trr", (SHIPPED / "two.trr").read_bytes())


@test
def a_scene_with_a_recording_needs_no_such_python(case):
    one = case.pythons()[0][0]
    shipped(case)
    done = case.run("lesson", "check", "--python", one, "pond")
    case.equal((done.returncode, done.stdout.decode()), (0, "1 scenes run, 2 questions answered, 0 tasks tried: no fault\n"),
               "it is checked by its recording")
    shipped(case, code="import threading\n")
    told = case.run("lesson", "check", "--python", one, "pond").stdout.decode()
    case.check("no line of the scene's code reads" in told, "places are places in the code", told)
    shipped(case, code=(SHIPPED / "two.py").read_text() + "print()\n")
    told = case.run("lesson", "check", "--python", one, "pond").stdout.decode()
    case.check("was made of another text than" in told, "the code must be that of the recording", told)
    shipped(case, lambda scene: (scene.pop("lens"), scene.pop("predictions")))
    told = case.run("lesson", "check", "--python", one, "pond").stdout.decode()
    case.check("only a scene with the lens timeline may have one" in told, "a recording is of threads", told)
    shipped(case)
    case.file("pond/two.trr", (SHIPPED / "two.trr").read_bytes()[:-40])
    told = case.run("lesson", "check", "--python", one, "pond").stdout.decode()
    case.check("two.trr is damaged, or breaks off" in told, "a damaged recording", told)


@test
def recordings_are_made_anew_by_what_made_them(case):
    shipped(case)
    done = case.run("lesson", "record", "pond")
    told = done.stdout.decode()
    case.equal((done.returncode, done.stderr), (0, b""), "lesson record")
    if "3.13t" not in dict(case.pythons()):
        case.check("two.trr: stays, for there is no CPython 3.13t here\n" in told, "nobody else makes it", told)
        return
    case.check("two.trr: made anew\n" in told, "it is made anew", told)
    case.equal(case.run("lesson", "check", "pond").returncode, 0, "and is without fault")
    case.check(str(case.folder).encode() not in (case.folder / "pond/two.trr").read_bytes(), "it tells no folder of the author's")


@test
def a_translation_is_whole(case):
    lesson(case)
    texts = {"Pond: frogs": "Teich: Frösche", "Look.": "Sieh hin.", "One list, {id(a)}.": "Eine Liste, {id(a)}."}
    case.file("pond/lesson.de.json", json.dumps(texts))
    told = told_faults(case)
    case.check("lesson.de.json lacks \"It never does.\"" in told and "lacks \"Look.\"" not in told, "what is lacking", told)
    every = set(re.findall(r'lesson\.de\.json lacks "(.*)"$', told, re.M))
    texts.update((text, text) for text in every)
    case.file("pond/lesson.de.json", json.dumps(texts))
    done = case.run("lesson", "check", "pond")
    case.equal(done.returncode, 0, f"a whole translation: {done.stdout.decode()}")
    german = case.run("learn", "pond", variables={"TERRARIUM_LESSON_DIR": str(case.folder), "LANG": "de_DE.UTF-8", "LC_ALL": None})
    case.check("Teich: Fr" in german.stdout.decode() and "Sieh hin." in german.stdout.decode(), "German", german.stdout[:400])
    case.file("pond/lesson.de.json", json.dumps({**texts, "What was this?": "Was?"}))
    case.check(re.search(r'lesson\.de\.json:1:\d+: no text of the lesson reads "What was this\?"', told_faults(case)), "left over")
    case.file("pond/lesson.de.json", json.dumps({**texts, "Look.": "{"}))
    case.check("a brace stands alone in this text" in told_faults(case), "a broken text")


@test
def a_new_lesson_is_a_whole_one(case):
    done = case.run("lesson", "new", "frog")
    case.equal(done.returncode, 0, "lesson new")
    case.equal(sorted(path.name for path in (case.folder / "frog").iterdir()), ["first.py", "first_solution.py", "lesson.json"],
               "its files")
    checked = case.run("lesson", "check", "frog")
    case.equal(checked.returncode, 0, f"has no fault: {checked.stdout.decode()}")
    case.complains(["lesson", "new", "frog"], 1, "cannot make the folder frog: File exists")
    case.complains(["lesson", "new", "Frog"], 2, re.compile("small letters"))


@test
def what_is_wrong_on_the_command_line_is_told(case):
    case.complains(["lesson"], 2, "terrarium lesson takes one of check, new, record, report and schema")
    case.complains(["lesson", "chek", "x"], 2, "terrarium lesson takes one of check, new, record, report and schema, not chek")
    case.complains(["lesson", "check"], 2, "write terrarium lesson check FOLDER...")
    case.complains(["lesson", "report", "x"], 2, "write terrarium lesson report [--json]")
    case.complains(["lesson", "check", "--python", "2.7", "x"], 1, re.compile("2.7"))
    done = case.run("lesson", "check", "nowhere")
    case.check(done.returncode == 1 and "cannot open nowhere/lesson.json" in done.stdout.decode(), "no such lesson", done.stdout)


@test
def a_report_without_progress_says_so(case):
    case.equal(case.run("lesson", "report").stdout, b"No lesson was begun yet.\n", "as a sheet")
    case.equal(json.loads(case.run("lesson", "report", "--json").stdout), {"lessons": {}}, "as JSON")
    for damaged in ("", "{", "[]", '{"lessons": 3}', '{"lessons": {"a": 1}}'):
        case.file("state/terrarium/progress.json", damaged)
        case.equal(case.run("lesson", "report").stdout, b"No lesson was begun yet.\n", f"a damaged file {damaged}")


TOOLS = {
    "pyflakes3": "echo \"$1:2:1: 'os' imported but unused\"",
    "ruff": "for file; do :; done; echo \"$file:2:3: B006 Do not\"; echo 'Found 1 error.'; exit 1",
    "mypy": "for file; do :; done; echo \"$file:1: error: no column\"; echo \"$file:x: error\"; exit 2",
    "ty": "sleep 100",
    "radon": "printf 'code.py\\n    F 3:0 tangled - C (12)\\n'; env >&2",
}


@test
def what_tools_say_of_the_code_is_told(case):
    lesson(case, scene(lambda scene: scene.update(analyse=True)))
    variables = {"TERRARIUM_LESSON_DIR": str(case.folder), "PATH": "/nowhere"}
    told = case.run("learn", "pond", variables=variables).stdout.decode()
    case.check("Not on your PATH: pyflakes, Ruff, mypy, ty, Radon. To get them" in told, "none is there", told[:300])
    for name, script in TOOLS.items():
        if name != "ty":
            path = case.folder / "bin" / name
            case.file(f"bin/{name}", f"#!/bin/sh\ntest \"$PWD\" = \"$HOME\" && test -f code.py || exit 9\n{script}\n")
            path.chmod(0o755)
    variables["PATH"] = f"{case.folder / 'bin'}:/usr/bin:/bin"
    told = case.run("learn", "pond", variables=variables).stdout.decode()
    found = [line for line in told.splitlines() if re.match(r"line \d+, ", line)]
    case.equal(found, ["line 1, mypy: error: no column", "line 2, pyflakes: 'os' imported but unused", "line 2, Ruff: B006 Do not",
                       "line 3, Radon: tangled has 12 ways through it: rank C"], "what they say, by line")
    case.check("Not on your PATH: ty." in told, "and what is lacking", told[:400])


@test
def the_real_tools_find_what_the_lesson_says(case):
    tools = (("pyflakes", "pyflakes3"), ("ruff",), ("mypy",), ("ty",), ("radon",))
    real = [names[0] for names in tools if any(shutil.which(name) for name in names)]
    told = case.run("learn", "static-analysis").stdout.decode()
    case.check(("Not on your PATH" in told) == (len(real) < len(tools)), "those that are not here are told", real)
    for tool, finding in (("pyflakes", "line 1, pyflakes: 'os' imported but unused"), ("ruff", "line 3, Ruff: B006"),
                          ("ruff", "line 10, Ruff: B023"), ("mypy", "line 21, mypy: error: Argument 1"), ("ty", "line 21, ty: ")):
        if tool in real:
            case.check(finding in told, finding, told[:1500])


if __name__ == "__main__":
    finish()
