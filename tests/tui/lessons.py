"""Lessons in a real terminal, taken as a learner does: answering wrong and right, quitting half-way, going on, solving tasks."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import SOURCE, finish, test  # noqa: E402
from tmux import Terminal  # noqa: E402

QUESTION, REPLY, TASK, SUMMARY = "[What do you think?]", "[So it is]", "[Your turn", "That was the lesson."


def panel(screen):
    """The rows of what stands below the picture, without its keys."""
    rows = screen.rstrip("\n").split("\n")
    top = next((i for i, row in enumerate(rows) if "──[" in row), len(rows))
    return [row.strip() for row in rows[top + 1:-1] if row.strip()]


def joined(rows):
    return " ".join(rows)


class Learner:
    """Takes a lesson step by step.  At first every answer is wrong; what is so is remembered, and answered the next time."""

    def __init__(self, case, lesson):
        self.case, self.lesson, self.truths = case, json.loads((SOURCE / "lessons" / lesson / "lesson.json").read_text()), {}
        self.asked = self.wrong = self.right = self.tasks = 0

    def open(self, **options):
        return Terminal(self.case, ["learn", self.lesson["id"]], **options)

    def prediction(self, rows):
        for scene in self.lesson["scenes"]:
            for prediction in scene.get("predictions", []):
                plain = re.split(r"\{.*?\}", prediction["question"])[0][:40]
                if joined(rows).startswith(plain.strip()):
                    return prediction
        raise RuntimeError(f"nobody wrote this question: {rows}")

    def choices(self, rows):
        """The texts of the choices by their keys; those that are broken over two rows by their beginning."""
        found = [re.match(r"(\d)  (?:\[.\] |\(.*?\) )?(.*)", row) for row in rows]
        return {match[2]: match[1] for match in found if match}

    def answer(self, terminal, rows):
        prediction = self.prediction(rows)
        choices, truth, kind = self.choices(rows), self.truths.get(prediction["question"]), prediction["kind"]
        if kind in ("output", "choice"):
            wanted = [option["text"] for option in prediction["options"] if ("belief" in option) == (truth is None)]
            keys = [key for text, key in choices.items() if any(option.startswith(text[:30]) for option in wanted)][:1]
        elif kind == "value":
            keys = [*(truth or "nonsense"), "Enter"]
        elif kind == "box":
            described = {re.sub(r"^…\w+ +", "", text): key for text, key in choices.items()}
            keys = [described[re.sub(r"^…\w+ +", "", truth)]] if truth else [list(choices.values())[0]]
            if truth is None and len(choices) > 1 and "copy" in prediction["question"]:
                keys = [list(choices.values())[-1]]
        elif kind == "names":
            keys = [choices[name] for name in re.split(r", | and ", truth) if name in choices] if truth else list(choices.values())
            keys.append("Enter")
        else:
            order = truth.split(", then ") if truth else sorted(choices)
            keys = [choices[line] for line in order] + ["Enter"]
        terminal.keys(*keys)
        terminal.until(REPLY, f"a reply to {prediction['question'][:50]!r}")
        told = panel(terminal.screen())
        self.asked += 1
        if told and told[0].startswith("Right: "):
            self.right += 1
        else:
            self.wrong += 1
            said = joined(told)
            self.case.check("It is so: " in said, "a wrong answer is told what is so", told)
            self.truths[prediction["question"]] = re.match(r"It is so: (.*)", told[1])[1] if len(told) > 1 else ""
        terminal.keys("Space")
        terminal.until(lambda screen: REPLY not in screen, "the reply goes away")

    def solve(self, terminal, by_hand):
        scene = next(scene for scene in self.lesson["scenes"] if scene["title"][:16] in terminal.screen().split("\n")[0]
                     and "task" in scene)
        solution = (SOURCE / "lessons" / self.lesson["id"] / scene["task"]["solution"]).read_text()
        if by_hand:
            terminal.keys("h")
            terminal.until("Hint 1: ", "a hint")
            terminal.keys("e")
            terminal.until("Change the code, then run it", "the editor")
            terminal.keys("C-d")
            terminal.until("Not yet: ", "the code to begin with does not solve it")
            terminal.keys("e")
            terminal.until("Change the code, then run it", "the editor again")
            terminal.keys("PageDown")
            terminal.tmux("send-keys", "-N", "600", "BSpace")
            terminal.until(lambda screen: re.search(r"^ +1\s*$", screen.split("\n")[2]), "an empty sheet")
            terminal.paste(solution)
            terminal.keys("C-d")
        else:
            terminal.keys("s")
            terminal.until("Enter runs it", "a solution is shown")
            terminal.keys("Enter")
        terminal.until("Solved: ", "the task is solved")
        self.tasks += 1
        terminal.keys("Enter")
        terminal.until(lambda screen: TASK not in screen, "and it goes on")

    def take(self, terminal, by_hand=False, until=lambda screen: SUMMARY in screen, steps=400):
        for _ in range(steps):
            screen = terminal.screen()
            if until(screen):
                return screen
            if QUESTION in screen:
                self.answer(terminal, panel(screen))
            elif TASK in screen:
                self.solve(terminal, by_hand)
            else:
                terminal.keys("Right")
                before = screen
                terminal.until(lambda screen: screen != before or "──[" in screen, "a step on shows something else")
        raise RuntimeError("the lesson does not end")


def take_twice(case, lesson, size=(80, 24)):
    learner = Learner(case, lesson)
    scenes = len(learner.lesson["scenes"])
    questions = sum(len(scene.get("predictions", [])) for scene in learner.lesson["scenes"])
    tasks = sum("task" in scene for scene in learner.lesson["scenes"])
    with learner.open(size=size) as terminal:
        terminal.until(f"scene 1 of {scenes}", f"{lesson} begins")
        learner.take(terminal, until=lambda screen: f"scene 2 of {scenes}" in screen)
        terminal.keys("q")
        terminal.ended(0)
    with learner.open(size=size) as terminal:
        terminal.until(f"scene 2 of {scenes}", f"{lesson} goes on where it was left")
        summary = learner.take(terminal)
        case.check(learner.wrong == questions and learner.right == 0, f"every question of {lesson} was asked, and answered wrong",
                   learner.asked, learner.wrong, questions)
        case.check(learner.tasks == tasks, f"the tasks of {lesson}", learner.tasks, tasks)
        terminal.keys("Enter")
        terminal.ended(0)
    with learner.open(size=size) as terminal:
        terminal.until(f"scene 1 of {scenes}", f"{lesson} was finished, and begins again")
        learner.take(terminal, by_hand=True)
        case.check(learner.right == questions, f"every question of {lesson} was answered right", learner.right, questions)
        terminal.keys("Enter")
        terminal.ended(0)
    report = json.loads(case.run("lesson", "report", "--json").stdout)["lessons"][lesson]
    case.check(report["finished"], f"{lesson} is finished in the report", report)
    case.equal([answer["right"] for answer in report["answers"]], [False] * questions + [True] * questions, "its answers")
    case.equal([task["solved"] for task in report["tasks"]], [True] * tasks, "its tasks")
    return summary


@test
def aliasing(case):
    take_twice(case, "aliasing")


@test
def unpacking(case):
    take_twice(case, "unpacking", size=(120, 40))


@test
def mutation(case):
    take_twice(case, "mutation")


@test
def a_lambda(case):
    take_twice(case, "lambda", size=(100, 30))


@test
def a_timeline(case):
    take_twice(case, "gil")


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
    finish()
