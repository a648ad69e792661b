"""The screen of a comparison: lanes of all runs on one scale, one cursor, and the figures beside them."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import finish, test  # noqa: E402

THREADS = """\
import threading, time
def boil(seconds):
    time.sleep(seconds)
print("they begin")
threads = [threading.Thread(target=boil, args=(0.1 * i,), name=f"pot-{i}") for i in (1, 2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
PLAIN = "import time\ntime.sleep(0.1)\ntime.sleep(0.2)\nprint('plainly done')\n"


def play(case, script, *arguments, status=0):
    case.file("plain.py", PLAIN)
    case.file("threads.py", THREADS)
    case.file("script", "\n".join(script) + "\n")
    arguments = arguments or ("--repeat", "2", "plain.py", "threads.py")
    done = case.run("compare", "--script", "script", *arguments)
    text = done.stdout.decode()
    case.check(done.returncode == status, f"exit status {status}", done.returncode, done.stderr.decode(),
               *text.splitlines())
    return text


@test
def runs_come_one_after_the_other(case):
    play(case, ["size 110x30", "until Compared: plain.py, threads.py", "until not measured yet", "until Figures are medians of 2 runs of each",
                "until 1.00", "until MiB", "until pot-2", "never measuring", "never not measured"])


@test
def one_cursor_for_all(case):
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key Tab", "until plain.py: This moment",
                "key Down Down", "until threads.py: This moment", "key ]", "until MainThread ",
                "key :", "type 0.2 ms", "key Enter", "until threads.py: This moment, 200 µs", "until pot-1      has not started",
                "key Up Up", "until plain.py: This moment, 200 µs", "never pot-1      has",
                "key G", "until MainThread has ended", "key g", "until MainThread holds the GIL"])


@test
def zoom_and_search(case):
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key z z", "key 0", "key Tab",
                "key /", "type boil", "key Enter", "until threads.py: This moment", "until boil():3",
                "key /", "type nowhere", "key Enter", "until nowhere' is nowhere",
                *["key z"] * 40, "until 200 ns of", "key 0", "never 200 ns of"])


@test
def tasks_are_selected_and_searched(case):
    case.file("tasks.py", """\
import asyncio
async def boil(seconds):
    await asyncio.sleep(seconds)
async def main():
    await asyncio.gather(*(asyncio.create_task(boil(0.05 * i), name=f"dish-{i}") for i in (1, 2)))
asyncio.run(main())
""")
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key Tab", "until plain.py: This moment",
                "key Down", "until tasks.py: This moment", "key Down Down", "key G", "until dish-2          has ended: done",
                "key /", "type dish-2", "key Enter", "until dish-2          is in the ready queue",
                "key ]", "until dish-2          runs", "key ]", "until waits: sleep 100.0 ms", "key Up Up Up Up", "until  MainThread ",
                "key Up", "until plain.py: This moment", "key Enter", "until dish-2          is in the ready queue",
                "key Down Down Down", "until threads.py: This moment", "key Up", "until tasks.py: This moment", "until dish-2"],
         "--repeat", "2", "plain.py", "tasks.py", "threads.py")


@test
def processes_are_selected_and_searched(case):
    case.file("processes.py", """\
import multiprocessing, time
context = multiprocessing.get_context("fork")
def boil():
    time.sleep(0.1)
processes = [context.Process(target=boil, name=f"stove-{i}") for i in (1, 2)]
for process in processes: process.start()
for process in processes: process.join()
""")
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key Tab", "until plain.py: This moment",
                "key /", "type boil", "key Enter", "until processes.py: This moment", "until boil():4",
                "key Down", "until stove-2    ", "key Up Up", "key >", "until woken by stove-", "key Down Down Down",
                "until processes.py: This moment"],
         "--repeat", "2", "plain.py", "processes.py")


@test
def what_stands_below(case):
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key Tab Tab", "until plain.py: The whole run", "until takings",
                "key Tab", "until plain.py: Output", "until plainly done", "key Down", "until threads.py: Output",
                "until they begin", "key Tab", "until What they cost", "key w", "until has the knife"])


@test
def a_low_terminal_shows_one_part_at_a_time(case):
    play(case, ["size 40x12", "until Compared: plain.py", "until MainThread", "never speed-up", "key Tab", "until speed-up",
                "until 1.00", "until wall time", "never CPU time", "key Tab Tab Tab Tab", "until pot-2"])


@test
def steps_another_time_and_the_end(case):
    play(case, ["size 110x30", "until Figures are medians of 2 runs", "key 1", "until Another run, step by step", "until step ",
                "key Esc", "until What they cost", "key x", "until not run yet", "until Figures are medians of 2 runs", "key f",
                "until What runs is shown", "key i", "until have no input"])
    case.file("endless.py", "while True: pass\n")
    play(case, ["size 110x30", "until watching endless.py", "key Ctrl-C", "until ! was stopped", "until Stopped: ",
                "never watching", "key Ctrl-C"], "endless.py", "plain.py")


@test
def a_run_that_fails_is_told(case):
    case.file("wrong.py", "1 / 0\n")
    play(case, ["size 110x30", "until ! ended with exit status 1: ZeroDivisionError", "until Figures are of 1 run of each"],
         "--repeat", "1", "wrong.py", "plain.py")


finish()
