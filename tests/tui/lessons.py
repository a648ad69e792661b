"""Lessons in a real terminal, taken as a learner does: answering wrong and right, quitting half-way, going on, solving tasks."""
import json
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import finish, test  # noqa: E402
from learner import LESSONS, take_twice  # noqa: E402
from tmux import Terminal  # noqa: E402

SIZES = {"unpacking": (120, 40), "lambda": (100, 30)}


def takes(lesson):
    def take(case):
        take_twice(case, lesson, size=SIZES.get(lesson, (80, 24)))

    take.__name__ = lesson
    return take


for path in sorted(LESSONS.glob("*/lesson.json")):
    test(takes(path.parent.name))


@test
def in_german(case):
    summary = take_twice(case, "event-loop", language="de")
    case.check("Man hört: " in summary, "the summary is German", summary)


POND = {"id": "pond", "title": "Pond: frogs", "layer": "basics", "place": 1, "minutes": 2,
        "scenes": [{"title": "One", "code": "pond.py", "say": [{"at": "start", "text": "There is one frog."}]}]}


def pond(case, frogs=1, **changes):
    case.file("lessons/pond/pond.py", f"frogs = {frogs}\nprint(frogs)\n")
    path = case.folder / "lessons/pond/lesson.json"
    case.file("lessons/pond/new.json", json.dumps({**POND, **changes}))
    (case.folder / "lessons/pond/new.json").rename(path)
    return {"TERRARIUM_LESSON_DIR": str(case.folder / "lessons")}


@test
def a_lesson_that_is_being_written_is_read_again(case):
    variables = pond(case)
    with Terminal(case, ["learn", "pond"], variables=variables) as terminal:
        terminal.until("There is one frog.", "the lesson as it was")
        pond(case, scenes=[{**POND["scenes"][0], "say": [{"at": "start", "text": "There are two frogs."}]}])
        terminal.until("There are two frogs.", "the lesson as it was written since")
        terminal.until("was changed, and read again", "it is said")
        pond(case, scenes=[{**POND["scenes"][0], "say": [{"at": "nowhere", "text": "x"}]}])
        terminal.until("lesson.json:1:", "a fault is told with its place")
        terminal.until("There are two frogs.", "and the lesson stays as it was")
        pond(case, frogs=3)
        terminal.until("frogs = 3", "its code is read again, too")
        terminal.keys("q")
        terminal.ended(0)


@test
def exploring_and_back(case):
    with Terminal(case, ["learn", "aliasing"]) as terminal:
        terminal.until("scene 1 of 4", "the lesson")
        terminal.keys("t")
        terminal.until("alias: One of several names", "words and what they mean")
        terminal.keys("x")
        terminal.until(lambda screen: "alias: One" not in screen, "and back")
        terminal.keys("o")
        terminal.until("This scene has no task", "a scene without a task")
        terminal.keys("e")
        terminal.until("Change the code, then run it", "the editor")
        terminal.keys("PageDown", "p", "r", "i", "n", "t", "(", "6", "*", "7", ")", "Enter")
        terminal.until("print(6*7)", "what is typed stands there")
        terminal.keys("C-d")
        terminal.until(lambda screen: "your own code" in screen and "step 0 of 5 " in screen, "one's own version runs")
        terminal.keys("G")
        terminal.until(lambda screen: re.search(r"│ 42$", screen, re.M), "and its output is shown")
        terminal.keys("o")
        terminal.until(lambda screen: "Does = copy?" in screen and "Back in the lesson" in screen, "o goes back to the lesson")
        terminal.keys("e")
        terminal.until("print(6*7)", "one's own version was kept")
        terminal.keys("Escape")
        terminal.until("Does = copy?", "the lesson again")
        terminal.keys("q")
        terminal.ended(0)
    kept = case.folder / "state/terrarium/lessons/aliasing-1.py"
    case.check("print(6*7)" in kept.read_text(), "the file", kept.read_text())


if __name__ == "__main__":
    if shutil.which("tmux") is None:
        print("skipped: there is no tmux here")
        sys.exit(77)
    finish()
