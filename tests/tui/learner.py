"""A learner in a real terminal: takes a lesson by what the screen shows, never by the clock."""
import json
import re
import time

from harness import SOURCE
from tmux import Terminal

LESSONS = SOURCE / "lessons"


def joined(rows):
    return " ".join(rows)


class Learner:
    """Takes a lesson step by step.  At first every answer is wrong; what is so is remembered, and answered the next time.  On
    a timeline it may be otherwise then, when the machine is busy: that is a surprise."""

    def __init__(self, case, lesson, language=None):
        def read(path):
            return json.loads(path.read_text()) if path.exists() else {}

        self.case, self.language = case, language
        self.lesson, self.truths = read(LESSONS / lesson / "lesson.json"), {}
        self.words = read(LESSONS / f"tutor.{language}.json")
        self.texts = read(LESSONS / lesson / f"lesson.{language}.json")
        self.answers, self.surprises, self.tasks = [], 0, 0
        self.questions = sum(len(scene.get("predictions", [])) for scene in self.lesson["scenes"])
        self.scenes = len(self.lesson["scenes"])
        self.all_tasks = sum("task" in scene for scene in self.lesson["scenes"])

    def say(self, english):
        """What the tutor says for these words."""
        return self.words.get(english, english)

    def told(self, english):
        """The part of what the tutor says before the first value."""
        return self.say(english).split("%")[0]

    def text(self, english):
        """A text of the lesson."""
        return self.texts.get(english, english)

    def open(self, **options):
        variables = {"TERRARIUM_LANGUAGE": self.language} if self.language else None
        return Terminal(self.case, ["learn", self.lesson["id"]], variables=variables, **options)

    def scene(self, number):
        """What the title says of a scene, as far as there is room for it beside the steps and instructions."""
        return self.told(", scene %zu of %zu: %s") + f"{number} "

    # ---- what the screen shows ----

    def panel(self, screen):
        """The rows of what stands below the picture, without its keys."""
        rows = screen.rstrip("\n").split("\n")
        top = next((i for i, row in enumerate(rows) if "──[" in row), len(rows))
        return [row.strip() for row in rows[top + 1:-1] if row.strip()]

    def settled(self, terminal):
        """The screen when nothing moves any more: the program has ended, and two looks show the same."""
        last, end = None, time.monotonic() + 120
        while time.monotonic() < end:
            screen = terminal.screen()
            rows = screen.rstrip("\n").split("\n")
            if screen == last and not rows[-1].endswith((self.say("running"), self.say("starting"))) and "+ " not in rows[0]:
                return screen
            last = screen
            time.sleep(0.02)
        raise RuntimeError(f"the screen does not come to rest: {last}")

    def is_at(self, title):
        return lambda screen: f"[{self.say(title)}" in screen

    # ---- questions ----

    def prediction(self, rows):
        for scene in self.lesson["scenes"]:
            for prediction in scene.get("predictions", []):
                plain = re.split(r"\{.*?\}", self.text(prediction["question"]))[0][:40]
                if joined(rows).startswith(plain.strip()):
                    return prediction, scene.get("lens") == "timeline"
        raise RuntimeError(f"nobody wrote this question: {rows}")

    @staticmethod
    def choices(rows):
        """The texts of the choices by their keys; those that are broken over two rows by their beginning."""
        found = [re.match(r"(\d)  (?:\[.\] |\(.*?\) )?(.*)", row) for row in rows]
        return {match[2]: match[1] for match in found if match}

    @staticmethod
    def without_id(text):
        return re.sub(r"^…\w+ +", "", text)

    def find(self, choices, truth):
        """The key of the choice with which the truth begins, which may go on below it."""
        for text, key in sorted(choices.items(), key=lambda choice: -len(choice[0])):
            if truth.startswith(text):
                return key
        raise RuntimeError(f"{truth!r} is none of {choices}")

    def keys_for_truth(self, kind, choices, truth):
        if kind == "value":
            return [*truth, "Enter"]
        if kind == "names":
            return [key for name, key in choices.items() if name in re.split(rf", |{self.say(' and ')}", truth)] + ["Enter"]
        if kind == "order":
            return [self.find(choices, line) for line in truth.split(self.say(", then "))] + ["Enter"]
        if kind == "box":
            return [self.find({self.without_id(text): key for text, key in choices.items()}, self.without_id(truth))]
        return [self.find(choices, truth)]

    def keys_for_belief(self, prediction, choices):
        kind = prediction["kind"]
        if kind == "value":
            return [*"nonsense", "Enter"]
        if kind == "names":
            return [list(choices.values())[0], "Enter"]
        if kind == "order":
            return [*choices.values(), "Enter"]  # they are never shown in the right order
        if kind == "box":
            new = any(option["text"] == "new" for option in prediction.get("options", []))
            return [list(choices.values())[-1 if new else 0]]
        if kind == "thread":
            foreseen = prediction["options"][0]["text"]
            return [next(key for text, key in choices.items() if text.startswith(foreseen))]
        wrong, right = ([self.text(option["text"]) if kind == "choice" or option.get("raises") else option["text"]
                         for option in prediction["options"] if ("belief" in option) == is_wrong] for is_wrong in (True, False))
        return [key for text, key in choices.items()
                if text not in right and any(option.startswith(text[:30]) for option in wrong)][:1]

    def answer(self, terminal):
        """Answers what is asked, and reads the reply."""
        rows = self.panel(terminal.screen())
        prediction, on_timeline = self.prediction(rows)
        question, kind, choices = prediction["question"], prediction["kind"], self.choices(rows)
        truth = self.truths.get(question)
        terminal.keys(*(self.keys_for_belief(prediction, choices) if truth is None
                        else self.keys_for_truth(kind, choices, truth)))
        terminal.until(self.is_at("So it is"), f"a reply to {question[:50]!r}")
        told = self.panel(self.settled(terminal))
        is_right = bool(told) and told[0].startswith(self.told("Right: %s\n"))
        self.answers.append(is_right)
        if is_right != (truth is not None) and on_timeline:
            self.surprises += 1
        else:
            self.case.equal(is_right, truth is not None, f"{truth or 'a belief'!r} for {question[:50]!r} is {told[0]!r}")
        if not is_right:
            mark = self.say("You said: %s\nIt is so: %s\n").split("\n")[1].split("%")[0]
            at = next((i for i, row in enumerate(told) if row.startswith(mark)), None)
            if self.case.check(at is not None, "a wrong answer is told what is so", told):
                self.truths[question] = joined([told[at][len(mark):], *told[at + 1:]]) if kind not in ("value", "names") else told[at][len(mark):]
        self.cut(question, kind, choices)
        terminal.keys("Space")
        terminal.until(lambda screen: not self.is_at("So it is")(screen), "the reply goes away")

    def cut(self, question, kind, choices):
        """What follows the order is the reply: it ends with as many lines as there are."""
        truth = self.truths.get(question)
        if truth is None or kind != "order":
            return
        pieces = truth.split(self.say(", then "))[:len(choices)]
        known = max((text for text in choices if pieces[-1].startswith(text)), key=len, default="")
        self.truths[question] = self.say(", then ").join([*pieces[:-1], known])

    # ---- tasks ----

    def task_of(self, screen):
        title = screen.split("\n")[0]
        number = next(i for i in range(1, self.scenes + 1) if self.scene(i) in title)
        return self.lesson["scenes"][number - 1]

    def write(self, terminal, code):
        """Replaces what stands in the editor."""
        terminal.keys("e")
        terminal.until(self.say("Change the code, then run it"), "the editor")
        for _ in range(8):
            terminal.keys("PageDown")
        terminal.tmux("send-keys", "-N", "1500", "BSpace")
        terminal.until(lambda screen: re.search(r"^ +1\s*$", screen.split("\n")[2]), "an empty sheet")
        terminal.paste(code)
        terminal.keys("C-d")

    def verdict(self, terminal):
        """Whether the task is solved, when its code has run."""
        solved, not_yet = f"{self.say('Solved')}: ", f"{self.say('Not yet')}: "
        terminal.until(lambda screen: self.is_at("Your turn")(screen) and (solved in screen or not_yet in screen), "a verdict")
        return solved in terminal.screen()

    def try_code(self, terminal, run, tries):
        """On a timeline a busy machine may be in the way: there it is tried again."""
        for _ in range(tries):
            run()
            if self.verdict(terminal):
                return True
        return False

    def show_solution(self, terminal):
        terminal.keys("s")
        terminal.until(f"─ {self.say('A solution')} ─", "a solution is shown")
        terminal.keys("Enter")
        terminal.until(lambda screen: f"─ {self.say('A solution')} ─" not in screen, "it runs")

    def solve(self, terminal, by_hand):
        scene = self.task_of(terminal.screen())
        solution = (LESSONS / self.lesson["id"] / scene["task"]["solution"]).read_text()
        tries = 5 if scene.get("lens") == "timeline" else 1
        if by_hand:
            terminal.keys("h")
            terminal.until(self.told("Hint %zu: ") + "1: ", "a hint")
            terminal.keys("e")
            terminal.until(self.say("Change the code, then run it"), "the editor")
            terminal.keys("C-d")
            solved = self.verdict(terminal)
            self.case.check(not solved or tries > 1, "the code to begin with does not solve it", scene["title"])
        solved = self.try_code(terminal, (lambda: self.write(terminal, solution)) if by_hand else
                               (lambda: self.show_solution(terminal)), tries)
        self.case.check(solved, f"the solution of {scene['title']!r} solves it", *terminal.screen().splitlines())
        self.tasks += 1
        terminal.keys("Enter")
        terminal.until(lambda screen: not self.is_at("Your turn")(screen), "and it goes on")

    # ---- the lesson ----

    def at_summary(self, screen):
        return self.say("That was the lesson. Enter leaves it; any other key goes back to it.\n\n")[:18] in screen

    def take(self, terminal, by_hand=False, until=None, steps=400):
        """Goes on until the lesson's summary, or until the function is true of the screen."""
        until = until or self.at_summary
        for _ in range(steps):
            screen = self.settled(terminal)
            if until(screen):
                return screen
            if self.is_at("What do you think?")(screen):
                self.answer(terminal)
            elif self.is_at("Your turn")(screen):
                self.solve(terminal, by_hand)
            elif self.say("Read, not run") in screen:
                terminal.keys("Escape")
                terminal.until(lambda screen: self.say("Read, not run") not in screen, "what was read goes away")
            else:
                self.step_on(terminal, screen)
        raise RuntimeError("the lesson does not end")

    def step_on(self, terminal, before):
        """What tools read of the code may come in just before the key, which then takes that away: one more is needed."""
        terminal.keys("Right")
        if any(scene.get("analyse") for scene in self.lesson["scenes"]):
            end = time.monotonic() + 3
            while terminal.screen() == before and time.monotonic() < end:
                time.sleep(0.02)
            if terminal.screen() == before:
                terminal.keys("Right")
        terminal.until(lambda now: now != before, "a step on shows something else")

    def leave(self, terminal, key):
        """What tools read of the code may be there, or come in just before the key, which then takes that away."""
        read = self.say("Read, not run")
        if read in terminal.screen():
            terminal.keys("Escape")
            terminal.until(lambda screen: read not in screen, "what was read goes away")
        terminal.keys(key)
        terminal.until(lambda screen: "status 0." in screen or read in screen, "the end, or what was read meanwhile")
        if read in terminal.screen():
            terminal.keys("Escape")
            terminal.until(lambda screen: read not in screen, "what was read goes away")
            terminal.keys(key)
        terminal.ended(0)


def take_twice(case, lesson, size=(80, 24), language=None):
    """All wrong, left half-way and gone on with, tasks by their shown solutions; then all right, tasks by hand."""
    learner = Learner(case, lesson, language)
    with learner.open(size=size) as terminal:
        terminal.until(learner.scene(1), f"{lesson} begins")
        learner.take(terminal, until=lambda screen: learner.scene(2) in screen)
        learner.leave(terminal, "q")
    with learner.open(size=size) as terminal:
        terminal.until(learner.scene(2), f"{lesson} goes on where it was left")
        summary = learner.take(terminal)
        case.equal(len(learner.answers), learner.questions, f"every question of {lesson} was asked")
        case.equal(learner.tasks, learner.all_tasks, f"the tasks of {lesson}")
        learner.leave(terminal, "Enter")
    with learner.open(size=size) as terminal:
        terminal.until(learner.scene(1), f"{lesson} was finished, and begins again")
        learner.take(terminal, by_hand=True)
        case.equal(len(learner.answers), 2 * learner.questions, f"every question of {lesson} was asked again")
        case.check(learner.surprises <= learner.questions // 2, "surprises are few", learner.answers)
        learner.leave(terminal, "Enter")
    report = json.loads(case.run("lesson", "report", "--json").stdout)["lessons"][lesson]
    case.check(report["finished"], f"{lesson} is finished in the report", report)
    case.equal([answer["right"] for answer in report["answers"]], learner.answers, "its answers")
    case.equal([task["solved"] for task in report.get("tasks", [])], [True] * learner.all_tasks, "its tasks")
    return summary
