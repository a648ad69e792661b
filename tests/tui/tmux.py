"""A real terminal for tests: tmux's, with the viewer in its only window."""
import itertools
import pathlib
import shlex
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end-to-end"))
from harness import TERRARIUM, environment  # noqa: E402

PATIENCE = 60
numbers = itertools.count()


def has_ended(pid):
    """Waits until the process has; its parent may not have asked how."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


class Terminal:
    """A tmux server of its own with one window, in which a shell runs the command and then tells its status."""

    def __init__(self, case, arguments, size=(80, 24), term="tmux-256color", variables=None, before=""):
        self.case, self.socket = case, case.folder / f"tmux-{next(numbers)}"
        self.environment = environment(case.folder, SHELL="/bin/sh", **(variables or {}))
        command = " ".join(shlex.quote(argument) for argument in (TERRARIUM, *arguments))
        settings = "".join(f"{name}={shlex.quote(value)} " for name, value in (variables or {}).items())
        line = f"{before} env TERM={term} {settings}{command}; echo \"status $?.\"; stty -a | tr ' ' '\\n' | grep -x -e '-\\?icanon'; cat"
        self.tmux("new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), "-c", str(case.folder), line)
        self.tmux("set", "-g", "status", "off")
        self.tmux("set", "-g", "window-size", "manual")
        self.resize(*size)

    def tmux(self, *arguments, **options):
        return subprocess.run(["tmux", "-u", "-f", "/dev/null", "-S", self.socket, *arguments], env=self.environment,
                              capture_output=True, timeout=60, **options).stdout.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def keys(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)

    def paste(self, text):
        self.tmux("load-buffer", "-", input=text.encode())
        self.tmux("paste-buffer", "-p", "-r")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def ask(self, variable):
        return self.tmux("display-message", "-p", f"#{{{variable}}}").strip()

    def until(self, condition, what):
        """Polls until the screen holds the text (or the function is true of it)."""
        end, screen = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            screen = self.screen()
            if condition in screen if isinstance(condition, str) else condition(screen):
                self.case.check(True, what)
                return True
            time.sleep(0.02)
        return self.case.check(False, what, *screen.splitlines())

    def ended(self, status):
        """The status that the shell saw, on the ordinary screen, with the terminal's own settings."""
        self.until(lambda screen: f"status {status}." in screen and "icanon" in screen, f"ends with status {status}")
        self.case.check("-icanon" not in self.screen(), "the terminal's settings are restored", self.screen())
        self.case.equal(self.ask("alternate_on"), "0", "the alternate screen is left")
        self.case.equal(self.ask("cursor_flag"), "1", "the cursor is shown")
        self.case.equal(self.ask("mouse_any_flag"), "0", "the mouse is given back")

    def process(self):
        """The viewer's process: the child of the window's shell."""
        shell = self.ask("pane_pid")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
                try:
                    name, facts = entry.read_text().rsplit(")", 1)
                except OSError:
                    continue
                if facts.split()[1] == shell and "terrarium" in name:
                    return int(entry.parent.name)
            time.sleep(0.02)
        raise RuntimeError("the viewer's process is not to be found")
