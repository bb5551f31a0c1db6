"""What the end-to-end tests stand on: the real binary, run as a command or driven in a terminal by tmux.

Nothing here waits for a fixed time: a test names what must appear, and `until` looks for it until a deadline.
"""
import json, os, re, shutil, subprocess, tempfile, time

PATIENCE = float(os.environ.get("TAILRACE_PATIENCE", "60"))


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Failed(message)


def until(look, what, patience=None):
    """Calls `look` until it answers something true, and answers that; fails with `what` at the deadline."""
    deadline = time.monotonic() + (patience or PATIENCE)
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"waited for {what}")
        time.sleep(0.05)


class Place:
    """A temporary data directory and the binary under test."""

    def __init__(self, binary):
        self.binary = os.path.abspath(binary)
        self.folder = tempfile.mkdtemp(prefix="tailrace-")
        self.data = os.path.join(self.folder, "data")
        # What the environment has besides ours.
        self.environment = {}

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments, status=0, stdin=None, patience=300):
        """Runs a command to its end; fails if it ends with another status. Answers standard output."""
        done = subprocess.run([self.binary, *arguments], input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
                              capture_output=True, timeout=patience, env={**os.environ, **self.environment})
        if status is not None and done.returncode != status:
            raise Failed(f"tailrace {' '.join(arguments)} ended with {done.returncode}, not {status}: "
                         f"{done.stderr.decode(errors='replace')[-2000:]}")
        self.errors = done.stderr.decode(errors="replace")
        return done.stdout.decode(errors="replace")

    def json(self, *arguments, **options):
        return json.loads(self.run(*arguments, "-o", "json", **options))

    def start(self, *arguments, **environment):
        return subprocess.Popen([self.binary, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env={**os.environ, **self.environment, **environment})


class Screen:
    """The binary in a terminal: a shell in tmux, so that what a program leaves behind is seen too."""

    def __init__(self, place, width=140, height=40, environment=""):
        # Never a name that another screen had: its server may still be ending.
        self.place, self.socket = place, f"tailrace-{os.getpid()}-{time.monotonic_ns()}"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "env PS1='ready$ ' bash --norc --noprofile")
        self.tmux("set", "-g", "default-terminal", "tmux-256color")
        self.tmux("set", "-g", "status", "off")
        self.resize(width, height)
        self.see(r"ready\$")
        if environment:
            self.type(f"export {environment}")
            self.press("Enter")

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-L", self.socket, *arguments], capture_output=True, text=True).stdout

    def close(self):
        self.tmux("kill-server")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def command(self, line):
        self.type("clear; " + line)
        self.press("Enter")

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)

    @property
    def text(self):
        return self.tmux("capture-pane", "-p")

    @property
    def modes(self):
        """What a program may have changed and must restore: the alternate screen, the cursor, mouse, keypad."""
        return self.tmux("display-message", "-p",
                         "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag} #{keypad_cursor_flag} #{wrap_flag}").strip()

    def see(self, pattern, patience=None):
        """Waits until the screen shows the pattern (a regular expression); answers the match."""
        try:
            return until(lambda: re.search(pattern, self.text, re.MULTILINE), pattern, patience)
        except Failed as error:
            raise Failed(f"{error}; the screen shows:\n{self.text}")

    def find(self, pattern):
        """The match on the screen as it is now; None if there is none."""
        return re.search(pattern, self.text, re.MULTILINE)

    def gone(self, pattern, patience=None):
        try:
            return until(lambda: not re.search(pattern, self.text, re.MULTILINE), f"no {pattern}", patience)
        except Failed as error:
            raise Failed(f"{error}; the screen shows:\n{self.text}")
