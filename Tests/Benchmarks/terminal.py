"""The real binary in a terminal of its own: what a person waits for, measured from outside.

A pseudo-terminal takes what the program draws. Nothing here understands the drawing; a measurement names the text that must
appear, chosen so that it is written as a whole (ncurses leaves out cells that do not change).
"""
import fcntl, os, select, signal, struct, subprocess, termios, time


class Ended(Exception):
    """The program ended, or did not draw in time, what was waited for."""


class Terminal:
    def __init__(self, command, stdin=None, width=140, height=40, environment=None):
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        os.set_blocking(self.master, False)
        # The terminal becomes the controlling one of a new session, for programs that read keys from /dev/tty.
        self.seen = b""
        settings = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", **(environment or {}))
        self.started = time.perf_counter()
        if stdin is None:
            self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=settings, start_new_session=True)
        else:
            def take():
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)
            self.process = subprocess.Popen(command, stdin=stdin, stdout=slave, stderr=slave, env=settings,
                                            start_new_session=True, preexec_fn=take)
        os.close(slave)

    def wait(self, marker, patience=60.0):
        """Waits for bytes among what is drawn from now on, and answers when they came; what follows them is kept."""
        deadline = time.perf_counter() + patience
        while True:
            at = self.seen.find(marker)
            if at >= 0:
                self.seen = self.seen[at + len(marker):]
                return time.perf_counter()
            self.seen = self.seen[-4096:]
            if not self.more(deadline - time.perf_counter()):
                raise Ended(f"waited for {marker.decode(errors='replace')!r}, drawn last: {self.seen[-300:]!r}")

    def more(self, patience):
        """Takes what has been drawn; false if nothing was in time, or nothing more will be."""
        ready, _, _ = select.select([self.master], [], [], max(patience, 0))
        if not ready:
            return False
        try:
            drawn = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.seen += drawn
        return bool(drawn)

    def drain(self, seconds):
        """Lets it draw for a while, and forgets it."""
        deadline = time.perf_counter() + seconds
        while (rest := deadline - time.perf_counter()) > 0:
            if not self.more(rest) and self.process.poll() is not None:
                break
        self.seen = b""

    def press(self, keys, marker, patience=10.0):
        """Presses a key; seconds until the marker has been drawn."""
        while self.more(0):
            pass
        self.seen = b""
        pressed = time.perf_counter()
        os.write(self.master, keys)
        return self.wait(marker, patience) - pressed

    @property
    def cpu_seconds(self):
        """What the process has used of a core, to the nanosecond: its CPU clock, as clock_getcpuclockid(3) names it."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    @property
    def memory(self):
        """Anonymous memory in bytes."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon:")), None)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            deadline = time.perf_counter() + 10
            while self.process.poll() is None and time.perf_counter() < deadline:
                self.more(0.05)
            if self.process.poll() is None:
                self.process.kill()
        self.process.wait()
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
