"""The tutor's own words in other languages: lessons/tutor.LANGUAGE.json has each text of the sources, and no other; and a
learner whose locale is German reads German."""
import ast
import json
import re

from harness import SOURCE, finish, test

STRING = r'"(?:[^"\\\n]|\\.)*"'
# What is called, or stands in a table, and which of its arguments a person reads.
SHOWN = {"translate": [0], "TRANSLATE_LATER": [0], "sentence_write": [0], "explanation_write": [1], "app_notice": [1], "COMMAND": [4, 6], "SECTION": [1], "LAYER": [2],
         "WORDS": [2, 3]}


def arguments(source, at):
    """Those of the call whose parenthesis was opened before `at`, as they are written."""
    found, depth, begin = [], 0, at
    while depth >= 0 and at < len(source):
        literal = re.compile(STRING).match(source, at)
        if literal:
            at = literal.end()
            continue
        depth += (source[at] in "([{") - (source[at] in ")]}")
        if depth < 0 or (depth == 0 and source[at] == ","):
            found.append(source[begin:at])
            begin = at + 1
        at += 1
    return found


def texts(argument):
    """Each row of string literals with nothing but blanks between is one text."""
    for row in re.findall(rf"{STRING}(?:\s*{STRING})*", argument):
        yield "".join(ast.literal_eval(piece) for piece in re.findall(STRING, row))


def shown():
    """text: the file that has it"""
    found = {}
    for path in sorted((SOURCE / "src").rglob("*.[ch]")):
        source = re.sub(r"/\*.*?\*/|\\\n", " ", path.read_text(), flags=re.S)
        for call in re.finditer(rf"\b({'|'.join(SHOWN)})\(", source):
            given = arguments(source, call.end())
            for index in SHOWN[call[1]]:
                for text in texts(given[index]) if index < len(given) and path.name != "commands.h" else ():
                    if re.search("[A-Za-z]{2}|°", re.sub(r"%[-+ #0-9.*]*(?:ll|[lzh])?[a-z]", "", text)):
                        found[text] = path.name
    return found


def translations():
    return sorted((SOURCE / "lessons").glob("tutor.*.json"))


@test
def every_text_is_translated(case):
    texts_shown = shown()
    case.check(len(texts_shown) > 200, "the sources have texts", len(texts_shown))
    for path in translations():
        table = json.loads(path.read_text())
        case.equal([f"{file}: {text}" for text, file in texts_shown.items() if text not in table], [], f"{path.name} lacks these")
        case.equal([text for text in table if text not in texts_shown], [], f"{path.name} has these for nothing")
        for text, translation in table.items():
            case.check((text[:1].isspace() == translation[:1].isspace() or translation[0] == ",") and text[-1:].isspace() == translation[-1:].isspace(),
                       "blanks at the ends are those of the text", text, translation)


@test
def few_words_stay_few(case):
    """What an instruction does has a narrow column, names and numbers included."""
    widest = int(re.search(r"VERB_MAX = (\d+)", (SOURCE / "src/diagram/listing.c").read_text())[1])
    source = (SOURCE / "src/model/instruction_words.c").read_text()
    verbs = {text for call in re.finditer(r"\bWORDS\(", source) for text in texts(arguments(source, call.end())[2])}
    case.check(len(verbs) > 100, "instructions have words", len(verbs))
    for path in translations():
        table = json.loads(path.read_text())
        for verb in verbs:
            shown = re.sub(r"\{\w+\}", "x", table.get(verb, verb))
            case.check(len(shown) < widest, f"{path.name}: {shown!r} fits into {widest - 1} cells")


@test
def a_learner_reads_german(case):
    german = {"LC_ALL": "C.UTF-8", "TERRARIUM_LANGUAGE": "de"}
    script = case.file("keys", "size 100x30\nscreen\nkey Enter\nuntil Szene 1 von\nuntil Schritt 0\nscreen\nkey ?\nscreen\n")
    told = case.run("--script", script, variables=german).stdout.decode()
    for words in ("hier anfangen", "Grundlagen", "Eigenes", "Szene 1 von 5", "In einer Lektion", "Tasten"):
        case.check(words in told, f"{words!r} is shown", told)
    for words in ("begin here", "Basics", "scene 1", "In a lesson"):
        case.check(words not in told, f"{words!r} is not", told)
    listed = case.run("learn", variables=german).stdout.decode()
    case.check("Minuten)" in listed and "minutes)" not in listed, "the list of lessons", listed)
    english = case.run("--script", script, variables={"TERRARIUM_LANGUAGE": "xx"}).stdout.decode()
    case.check("Unpacking" in english and "Entpacken" not in english, "a language that nobody wrote is English", english)


@test
def what_happened_is_told_in_german(case):
    case.file("x.py", "a = b = [1]\nb.append(4)\na = {}\na['k'] = b\nb.pop()\ndef f(n):\n    return [n]\nf(2)\nc = f\nprint(c, 3)\n"
              "class Dog:\n    pass\nrex = Dog()\nrex.age = 3\nrex.age = 4\nhim = rex\nhim.age = 5\ndel rex.age\ndel b\nf(him)\n"
              "try:\n    int('x')\nexcept ValueError:\n    b = 1, 2\n")
    script = case.file("keys", "size 140x50\n" + "key Right\nscreen\n" * 40)
    german = {"LC_ALL": "C.UTF-8", "TERRARIUM_LANGUAGE": "de"}
    case.run("run", "--print", "-o", "x.trr", "x.py")
    told = case.run("replay", "--script", script, "x.trr", variables=german).stdout.decode()
    told = " ".join(re.sub(r"│.*", "", told).split())
    for words in ("a und b benennen jetzt ein und dasselbe list-Objekt.",
                  "b.append(4) änderte das list-Objekt, das a und b beide benennen: 4 kam am Ende hinzu.",
                  "a benannte das list-Objekt [1, 4] und benennt jetzt ein leeres dict-Objekt.",
                  "änderte das dict-Objekt, das a benennt: Der Schlüssel 'k' ist neu, mit dem Wert [1, 4].",
                  "f wurde mit n = 2 aufgerufen.", "f gab das list-Objekt [2] zurück.",
                  "c benennt jetzt dasselbe Funktionsobjekt f wie f: Nichts wurde kopiert.", "Das Programm schrieb: <function f",
                  "Das Innere der Klasse Dog beginnt zu laufen.", "rex.age ist neu: 3.", "rex.age war 3 und ist jetzt 4.",
                  "Ein geändertes Attribut hat das Dog-Objekt, das rex und him beide benennen: age war 4 und ist jetzt 5.",
                  "Der Name b ist weg: Er benannte das list-Objekt [1].", "ValueError wurde geworfen: invalid literal",
                  "Das Modul ist zu Ende gelaufen.", "Das Programm ist zu Ende."):
        case.check(words in told, f"{words!r} is told", told[-3000:])
    for words in ("names", "went from", " the ", "was called", "returned", "{", "The "):
        shown = told.replace("a = {}", "").replace("for int() with base", "")
        case.check(words not in shown, f"{words!r} is not", shown[-3000:])


@test
def details_are_told_in_german(case):
    german = {"LC_ALL": "C.UTF-8", "TERRARIUM_LANGUAGE": "de"}
    case.file("x.py", "a = [1]\na.append(2)\nit = iter(a)\n")
    case.run("run", "--print", "-o", "x.trr", "x.py")
    script = case.file("keys", "size 120x40\nkey G\n" + "key ]\nkey Enter\nscreen\nkey Esc\n" * 6)
    told = case.run("replay", "--script", script, "x.trr", variables=german).stdout.decode()
    for words in ("Ein Frame: die Namen eines Laufs von", "Typ: list", "Länge 2", "Namen: a im Modul", "Zuerst gesehen bei Schritt 1.", "Das Objekt entstand oder",
                  "Schritt 2, Zeile 2 im Modul: [1]: nichts → 2", "Enter geht zu Schritt", "Stelle: 0"):
        case.check(words in told, f"{words!r} is told", told[-6000:])
    for words in ("Type", "Length", "First seen", "references", " step ", "line ", "goes to", "position"):
        case.check(words not in told, f"{words!r} is not", told[-6000:])


@test
def event_loops_are_told_in_german(case):
    german = {"LC_ALL": "C.UTF-8", "TERRARIUM_LANGUAGE": "de"}
    case.file("x.py", "import asyncio\nasync def cook():\n    await asyncio.sleep(0.01)\nasync def main():\n    await asyncio.gather(cook(), cook())\nasyncio.run(main())\n")
    case.run("record", "--timeline", "-o", "x.trr", "x.py")
    script = case.file("keys", "size 120x40\nscreen\nkey G\nscreen\n")
    told = case.run("replay", "--script", script, "x.trr", variables=german).stdout.decode()
    for words in ("Schleife", "fertig", "lief", "bereit", "hat noch nicht begonnen", "Müllabfuhren"):
        case.check(words in told, f"{words!r} is told", told[-6000:])
    for words in ("loop ", " done", " ran ", "ready ", "has not begun", "garbage"):
        case.check(words not in told, f"{words!r} is not", told[-6000:])
    told = case.run("timeline", "--plain", "x.trr", variables=german).stdout.decode()
    case.check("MainThread: hielt " in told and "held" not in told, "the table's words", told)


@test
def ends_are_told_in_german(case):
    german = {"LC_ALL": "C.UTF-8", "TERRARIUM_LANGUAGE": "de"}
    for source, words in [("1/0", "Das Programm endete mit ZeroDivisionError, den niemand fing (Status 1)."),
                          ("raise SystemExit(3)", "Das Programm endete mit dem Status 3."),
                          ("import os\nos.abort()", "Das Programm stürzte ab: Signal 6 (Aborted). Zeile 2 lief gerade: os.abort()"),
                          ("import time\ntime.sleep(60)", "Das Programm wurde beendet: Seine Zeit war um (--time). "
                           "Zeile 2 lief gerade: time.sleep(60)")]:
        case.file("x.py", source)
        told = case.run("run", "--plain", "--time", "2", "x.py", variables=german).stdout.decode()
        case.check(told.endswith(words + "\n"), f"{words!r} is told", told)


@test
def german_without_umlauts(case):
    """Where the terminal has ASCII alone, our words are spelled so; what is the program's is escaped."""
    case.file("x.py", "größe = [1]\ngröße.append(2)\n")
    for variables, options in (({"LC_ALL": "C"}, []), ({"LC_ALL": "C.UTF-8"}, ["--ascii"])):
        variables["TERRARIUM_LANGUAGE"] = "de"
        told = case.run("run", "--plain", *options, "x.py", variables=variables).stdout.decode()
        case.check("Als Naechstes kommt Zeile 1" in told and "aenderte das list-Objekt, das gr<U+00F6><U+00DF>e benennt" in told, "sentences", told)
        script = case.file("keys", "size 100x30\nkey G\nkey ]\nkey ]\nkey Enter\nscreen\nkey Esc\nkey ?\nscreen\n")
        case.run("run", "--print", "-o", "x.trr", "x.py")
        told = case.run("replay", *options, "--script", script, "x.trr", variables=variables).stdout.decode()
        case.check("<U+2026>" not in told and "<U+2192>" not in told and "<U+00E4>" not in told and "<U+00FC>" not in told, "screens", told)
        told = case.run("learn", "--plain", *options, "aliasing", variables=variables).stdout.decode()
        case.check(told.isascii() and "<U+" not in told, "lessons", re.findall(".*<U.*", told)[:5])


@test
def a_broken_file_is_told(case):
    folder = case.folder / "lessons"
    for content, sentence in (('{"go on": 3}', "double quotes"), ('{"%u of %u": "%u von %s"}', "the same %"),
                              ('{"load {shown}": "lade {show}"}', "the same {"), ("[]", "an object")):
        case.file("lessons/tutor.de.json", content)
        variables = {"TERRARIUM_LESSON_DIR": str(folder), "TERRARIUM_LANGUAGE": "de"}
        case.complains(["learn"], 1, re.compile(rf"tutor\.de\.json:1:\d+: .*{sentence}"), variables=variables)


if __name__ == "__main__":
    finish()
