"""terrarium export --format html and svg: what a browser shows is what `--print` tells, and nothing of a program gets out of
its place on the page."""
import collections
import html.parser
import json
import re
import xml.etree.ElementTree

from harness import finish, test

PROGRAM = """\
a = [1, 2, 3]
b = a
b.append('</script><script>alert(1)</script> & <b>')
def twice(x):
\treturn x * 2
print(twice(4), "<!-- <script> \\x1b[31m", chr(0x202E))
"""
SVG = "{http://www.w3.org/2000/svg}"


class Page(html.parser.HTMLParser):
    """What a browser makes of it: elements, and the text of each script."""

    def __init__(self, text):
        super().__init__()
        self.opened, self.elements, self.scripts, self.text = [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "input"):
            self.opened.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.opened and self.opened[-1] == tag, f"</{tag}> ends {self.opened[-1:]}"
        self.opened.pop()

    def handle_data(self, data):
        if self.opened and self.opened[-1] == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def exported(case, *arguments, program=PROGRAM):
    case.file("program.py", program)
    done = case.run("export", "--format", "html", *arguments, "program.py")
    case.equal((done.returncode, done.stderr), (0, b""), "an export says nothing")
    page = Page(done.stdout.decode())
    case.equal(page.opened, [], "every element ends")
    return page, json.loads(page.scripts[0])


def text_of(row):
    return "".join(part.text or "" for part in xml.etree.ElementTree.fromstring(f"<g>{row}</g>").iter("text"))


def told(case, *arguments):
    """The sentences of all moments, as --print has them."""
    done = case.run("run", "--print", "--all", "--width", "1000", *arguments, "program.py")
    text = done.stdout.decode().removesuffix("The program ended.\n")
    moments = re.split(r"^(?=Step \d+ of )", text, flags=re.M)[1:]
    found = [re.search(r"^What happened: ((?:.+\n)*)", moment, re.M) for moment in moments]
    return [[line.strip() for line in one[1].splitlines()] if one else [] for one in found]


@test
def a_page_has_every_step_and_tells_what_print_tells(case):
    page, run = exported(case)
    case.equal([moment["happened"] for moment in run["moments"]], told(case), "sentences")
    case.equal([moment["step"] for moment in run["moments"]], list(range(run["steps"])), "steps")
    case.equal(run["moments_in_all"], run["steps"], "all are there")
    case.equal([moment.get("next") for moment in run["moments"]][:4], [1, 2, 3, 4], "lines about to run")
    case.equal([moment.get("done") for moment in run["moments"]][:4], [None, 1, 2, 3], "lines that just ran")
    case.equal(run["title"], "program.py", "title")
    pictures = [[text_of(run["rows"][row]) for row in moment["picture"]] for moment in run["moments"]]
    case.check(any("twice" in row for row in pictures[4]), "the function is drawn", pictures[4])
    case.check(len(run["rows"]) < sum(map(len, pictures)), "rows that are the same are kept once")


@test
def nothing_of_a_program_is_markup_on_its_page(case):
    page, run = exported(case)
    case.equal([tag for tag, _ in page.elements].count("script"), 2, "scripts: the run's and the page's")
    case.check(not any(tag == "b" for tag, _ in page.elements), "no element is the program's")
    lines = [text_of_html(line) for line in run["files"][0]["lines"]]
    case.equal(lines, PROGRAM.replace("\t", " " * 8).splitlines(), "its source is shown as it is, with blanks for tabs")
    output = "".join(text for _, text in run["output"])
    case.equal(output, "8 <!-- <script> \u241b[31m <U+202E>\n", "and its output, sanitised")


def text_of_html(markup):
    parser = html.parser.HTMLParser()
    text = []
    parser.handle_data = text.append
    parser.feed(markup)
    parser.close()
    return "".join(text)


@test
def a_page_needs_nothing_but_itself(case):
    page, _ = exported(case)
    for tag, attributes in page.elements:
        case.check(tag not in ("link", "img", "iframe", "object", "embed") and not {"src", "href"} & set(attributes),
                   "nothing is fetched", tag, attributes)
    case.check("@import" not in page.text and "url(" not in page.text, "by its style neither")


@test
def with_the_instruction_lens_each_instruction_has_its_picture(case):
    case.file("program.py", "_C = (1, 2, 3)\na, b, c = _C\n")
    page, run = exported(case, "--lens", "instruction", program="_C = (1, 2, 3)\na, b, c = _C\n")
    case.equal([moment["happened"] for moment in run["moments"]], told(case, "--lens", "instruction"), "sentences")
    inside = [moment for moment in run["moments"] if moment.get("instruction") and moment["step"] == 1]
    case.equal([moment["instruction"][0] for moment in inside], list(range(1, len(inside) + 1)), "one after the other")
    listing = [text_of(run["rows"][row]) for row in inside[1]["listing"]]
    case.check(any("take apart 3" in row and "UNPACK_SEQUENCE" in row for row in listing), "instructions", listing)
    case.check(any("top" in text_of(run["rows"][row]) for row in inside[1]["picture"]), "the value stack")
    case.check(any("unpackings" in moment for moment in inside), "the unpacking")
    case.equal(inside[1]["piece"], [2, 0, 2, 7], "the piece of the source is a, b, c")


@test
def more_pictures_than_a_page_takes_are_left_out_and_that_is_said(case):
    case.file("program.py", "for i in range(3000):\n    pass\n")
    done = case.run("export", "--format", "html", "-o", "page.html", "program.py")
    case.equal(done.returncode, 1, "exit status")
    case.check(b"the page has the first 2000 of " in done.stderr, "it says so", done.stderr)
    page = Page((case.folder / "page.html").read_text())
    run = json.loads(page.scripts[0])
    case.equal(len(run["moments"]), 2000, "pictures")
    case.check(run["moments_in_all"] > 6000, "the page knows how many there are", run["moments_in_all"])


@test
def where_nothing_ran_there_is_no_page(case):
    case.file("program.py", "1 +\n")
    for form in ("html", "svg"):
        case.complains(["export", "--format", form, "program.py"], 1,
                       "there is nothing to show: no step was recorded: terrarium run tells why")


@test
def a_picture_is_an_svg_document_of_one_step(case):
    case.file("program.py", PROGRAM)
    case.equal(case.run("record", "-o", "run.trr", "program.py").returncode, 0, "recording")
    done = case.run("export", "--format", "svg", "--step", "2", "run.trr")
    case.equal((done.returncode, done.stderr), (0, b""), "an export says nothing")
    drawing = xml.etree.ElementTree.fromstring(done.stdout)
    words = "".join(part.text or "" for part in drawing.iter(SVG + "text"))
    case.check(drawing.find(SVG + "title").text == "Names and objects at step 2 of 8", "title",
               drawing.find(SVG + "title").text)
    case.check(all(word in words for word in ("module", "a", "b", "list")), "names and objects", words)
    case.equal(len(list(drawing.iter(SVG + "circle"))), 2, "two arrows begin")
    case.complains(["export", "--format", "svg", "--step", "99", "run.trr"], 1,
                   "there is no step 99: the last one is 8")
    last = case.run("export", "--format", "svg", "run.trr").stdout.decode()
    case.check("&lt;/script&gt;" in last and "<script" not in last, "values are text", last)


THREADS = """\
import asyncio, threading
def burn(n):
    while n:
        n -= 1
cooks = [threading.Thread(target=burn, args=(400_000,), name=f"cook-{i}") for i in (1, 2)]
for cook in cooks: cook.start()
for cook in cooks: cook.join()
async def nap():
    await asyncio.sleep(0.02)
asyncio.run(nap())
"""


@test
def a_timeline_is_an_svg_document_with_the_lanes_that_the_table_sums_up(case):
    case.file("program.py", THREADS)
    case.equal(case.run("record", "--timeline", "-o", "run.trr", "program.py").returncode, 0, "recording")
    done = case.run("export", "--format", "svg", "run.trr")
    case.equal((done.returncode, done.stderr), (0, b""), "an export says nothing")
    drawing = xml.etree.ElementTree.fromstring(done.stdout)
    texts = [part.text for part in drawing.iter(SVG + "text")]
    case.check({"MainThread", "cook-1", "cook-2"} <= set(texts), "lanes by their names", texts)
    case.check(any(text.startswith("Task-1") for text in texts), "the task too", texts)
    grounds = [part for part in drawing.iter(SVG + "rect") if part.get("class") == "lane"]
    printed = case.run("timeline", "--print", "--width", "120", "run.trr").stdout.decode()
    for name, ground in zip(("MainThread", "cook-1", "cook-2"), grounds):
        held = sum(float(part.get("width")) for part in drawing.iter(SVG + "rect")
                   if part.get("class") in ("holds", "stuck") and part.get("y") == ground.get("y"))
        share = int(re.search(rf"{name} .* held +(\d+) %", printed)[1])
        case.check(abs(held / float(ground.get("width")) * 100 - share) <= 3, f"{name} held {share} %", held)
    told = [part.text for part in drawing.iter(SVG + "title")]
    case.check(any(text.startswith("holds the GIL · ") and "burn():" in text for text in told), "where it was", told)
    case.check(any(text.startswith("a task that waits: sleep 20.00 ms · ") for text in told), "what it awaits", told)


def slices_of(run, lane):
    """(start, end, class, word, place) of each slice, in ns."""
    found, last = [], 0
    for at in range(0, len(lane["slices"]), run["numbers"]):
        gap, length, state, word, place = lane["slices"][at:at + 5]
        last += gap + length
        found.append((last - length, last, run["states"][state % run["asked"]][0], run["words"][word], run["places"][place][2]))
    return found


def lanes_page(case, recording="run.trr"):
    done = case.run("export", "--format", "html", recording)
    case.equal((done.returncode, done.stderr), (0, b""), "an export says nothing")
    page = Page(done.stdout.decode())
    case.equal(page.opened, [], "every element ends")
    return page, json.loads(page.scripts[0])


@test
def a_timeline_s_page_has_the_slices_that_perfetto_is_given(case):
    case.file("program.py", THREADS)
    case.equal(case.run("record", "--timeline", "-o", "run.trr", "program.py").returncode, 0, "recording")
    _, run = lanes_page(case)
    events = json.loads(case.run("export", "--format", "perfetto", "run.trr").stdout)["traceEvents"]
    names = {event["tid"]: event["args"]["name"] for event in events
             if event["ph"] == "M" and event["name"] == "thread_name" and event["pid"] == 1}
    theirs = collections.defaultdict(list)
    for event in events:
        if event["ph"] == "X" and event.get("cat") == "gil":
            theirs[names[event["tid"]]].append((round(event["ts"] * 1000), round((event["ts"] + event["dur"]) * 1000),
                                                event["args"]["state"], event["args"].get("place", "")))
    said = {kind: words for kind, words, _ in run["states"]}
    said.update(wants="wants the GIL", stuck="holds the GIL and waits in a call", native="native code")
    ours = {lane["name"]: [(start, end, said[kind], place) for start, end, kind, _, place in slices_of(run, lane)]
            for lane in run["lanes"] if lane["sort"] == "thread"}
    case.equal(sorted(ours), ["MainThread", "cook-1", "cook-2"], "lanes of threads")
    for name, slices in ours.items():
        present = [one for one in theirs[name] if one[2]]
        case.equal([one[2:] for one in slices], [one[2:] for one in present], f"what {name} does, and where")
        case.check(all(abs(a - b) <= 1 for one, other in zip(slices, present) for a, b in zip(one[:2], other[:2])),
                   "and when, to the nanosecond")
    tasks = {lane["name"]: slices_of(run, lane) for lane in run["lanes"] if lane["sort"] == "task"}
    case.check(any(kind == "waits" and word == "sleep 20.00 ms" and end - start >= 20_000_000
                   for start, end, kind, word, _ in tasks["Task-1 nap"]), "the task's sleep", tasks)
    case.check(run["files"][0]["name"] == "program.py" and any("burn" in line for line in run["files"][0]["lines"]),
               "the source is there", run["files"])
    case.check(any(words.startswith("The longest wait: ") for _, words in run["notes"]), "what is worth a look", run["notes"])


@test
def nothing_of_a_program_is_markup_on_its_timeline_s_page(case):
    case.file("program.py", "import threading\nt = threading.Thread(target=print, name='</script><b>&\\x1b')\nt.start()\nt.join()\n")
    case.equal(case.run("record", "--timeline", "-o", "run.trr", "program.py").returncode, 0, "recording")
    page, run = lanes_page(case)
    case.equal([tag for tag, _ in page.elements].count("script"), 2, "scripts: the run's and the page's")
    case.check(not any(tag == "b" for tag, _ in page.elements), "no element is the program's")
    case.check("</script><b>&\u241b" in [lane["name"] for lane in run["lanes"]], "the thread's name is text, sanitised",
               [lane["name"] for lane in run["lanes"]])
    for tag, attributes in page.elements:
        case.check(tag not in ("link", "img", "iframe", "object", "embed") and not {"src", "href"} & set(attributes),
                   "nothing is fetched", tag, attributes)


TURNS = """import asyncio
async def turn(times):
    for _ in range(times):
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(turn(700) for _ in range(150)))
asyncio.run(main())
"""


@test
def a_timeline_s_page_ends_where_a_browser_had_too_much_and_says_so(case):
    case.file("program.py", TURNS)
    done = case.run("export", "--timeline", "--format", "html", "-o", "page.html", "program.py")
    case.equal(done.returncode, 1, "exit status")
    case.check(re.search(rb"the page has the first [\d.]+ m?s of [\d.]+ m?s: more than 200000 slices", done.stderr),
               "it says so", done.stderr)
    run = json.loads(Page((case.folder / "page.html").read_text()).scripts[0])
    count = sum(len(lane["slices"]) // run["numbers"] for lane in run["lanes"])
    case.check(150_000 < count <= 200_000 and run["to"] < run["end"], "as much as fits", count)
    case.check(all(slices_of(run, lane)[-1][1] <= run["to"] for lane in run["lanes"] if lane["slices"]), "and no more")


@test
def a_timeline_s_page_and_picture_are_in_the_exporter_s_language(case):
    case.file("program.py", THREADS)
    case.equal(case.run("record", "--timeline", "-o", "run.trr", "program.py").returncode, 0, "recording")
    german = {"TERRARIUM_LANGUAGE": "de"}
    text = case.run("export", "--format", "html", "run.trr", variables=german).stdout.decode()
    run = json.loads(Page(text).scripts[0])
    case.check('<html lang="de">' in text and "{{" not in text.split('id="run">')[0], "the page's own words")
    case.check("Sehenswert" in text and "Worth a look" not in text, "headings")
    case.check("hält den GIL" in [words for _, words, _ in run["states"]], "what slices mean", run["states"])
    case.check(any(words.startswith("Am längsten wartete ") for _, words in run["notes"]), "notes", run["notes"])
    drawing = case.run("export", "--format", "svg", "run.trr", variables=german).stdout.decode()
    case.check("hält den GIL" in drawing and "holds the GIL" not in drawing, "the picture's words")


BLOCKERS = """\
import asyncio, time
async def block():
    time.sleep(0.012)
async def main():
    await asyncio.gather(*(block() for _ in range(60)))
asyncio.run(main())
"""


@test
def notes_that_a_timeline_s_page_leaves_out_are_counted(case):
    case.file("program.py", BLOCKERS)
    done = case.run("export", "--timeline", "--format", "html", "program.py")
    run = json.loads(Page(done.stdout.decode()).scripts[0])
    told = [words for _, words in run["notes"] if "kept the loop for" in words]
    case.equal(len(told), 50, "as many as it has room for")
    case.check(run["notes_left_out"] >= 59 - 50, "and how many more there are", run["notes_left_out"])
    case.check(run["wakings_in_all"] == len(run["wakings"]) > 0, "no arrow is left out", run["wakings_in_all"])


WAKERS = """\
import threading, time
pairs = [(threading.Event(), threading.Event()) for _ in range(6)]
def ping(a, b):
    for _ in range(60):
        a.wait(); a.clear(); b.set()
def pong(a, b):
    for _ in range(60):
        time.sleep(0.002); a.set(); b.wait(); b.clear()
threads = [threading.Thread(target=work, args=pair) for pair in pairs for work in (ping, pong)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@test
def arrows_that_a_timeline_s_picture_leaves_out_are_counted_in_its_legend(case):
    case.file("program.py", WAKERS)
    done = case.run("export", "--timeline", "--format", "svg", "program.py")
    drawing = xml.etree.ElementTree.fromstring(done.stdout)
    arrows = [part for part in drawing.iter(SVG + "path") if part.get("class") == "wake"]
    said = [part.text for part in drawing.iter(SVG + "text") if (part.text or "").startswith("ends a wait")]
    case.equal(len(said), 1, "an entry of the legend")
    left_out = re.search(r"\(the first 150 of (\d+)\)$", said[0])
    drawn = len(arrows) - 1  # the legend has one itself
    case.check(drawn == 150 < int(left_out[1]) if left_out else 0 < drawn <= 150, "as many as it says", drawn, said)


@test
def a_page_in_german(case):
    case.file("x.py", "a = [1]\nb = a\nb.append(2)\n1/0\n")
    page = case.run("export", "--format", "html", "x.py", variables={"TERRARIUM_LANGUAGE": "de"}).stdout.decode()
    for words in ('<html lang="de"', "<h2>Was geschah</h2>", "Quelltext", "`Schritt ${", "b benennt jetzt dasselbe list-Objekt wie a", "den niemand fing", "Modul"):
        case.check(words in page, f"{words!r} is German", page[-3000:])
    for words in ("{{", "What happened", "now names", "uncaught", ">module<"):
        case.check(words not in page, f"{words!r} is not there", page[-3000:])


finish()
