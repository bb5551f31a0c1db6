"""Files that live: while they are followed they are rotated, cut, deleted, packed and made again, and every line is accounted for.

A line that can be read is printed once, whatever happens to its file. Only what was in a file when somebody cut or deleted it,
and had been written since the last look, may be missing; then the program has said that the file was cut or is gone.
"""
import gzip, json, os, random, re, shutil, signal, subprocess, threading, time
from harness import Failed, check, until

LINE = b'{"level":"info","service":"%s","n":%d,"pad":"%s"}\n'


class Follower:
    """`tailrace logs --follow -o raw` on sources, and what it has printed."""

    def __init__(self, place, *sources):
        self.running = place.start("logs", *sources, "--follow", "-o", "raw")
        self.seen, self.said, self.arrived = {}, [], {}
        self.readers = [threading.Thread(target=self.take), threading.Thread(target=self.listen)]
        for reader in self.readers:
            reader.start()

    def take(self):
        for line in self.running.stdout:
            found = re.match(rb'\{"level":"info","service":"(\w+)","n":(\d+),"pad":"x*"\}\n$', line)
            key = (found[1].decode(), int(found[2])) if found else ("not a line that was written", line)
            self.seen[key] = self.seen.get(key, 0) + 1
            self.arrived[key] = time.monotonic()

    def listen(self):
        for line in self.running.stderr:
            self.said.append(line.decode(errors="replace"))

    def has(self, key):
        return until(lambda: key in self.seen, f"line {key}")

    def end(self):
        self.running.send_signal(signal.SIGTERM)
        status = self.running.wait(60)
        for reader in self.readers:
            reader.join()
        self.running.stdout.close()
        self.running.stderr.close()
        check(status == 130, f"it ended with {status}: {self.said}")


class Log:
    """A log file that numbers its lines, under a writer that keeps it open, and everything that may happen to it."""

    def __init__(self, folder, name, dice, packers):
        self.path, self.name, self.dice, self.packers = os.path.join(folder, name + ".log"), name, dice, packers
        self.file, self.next, self.generation, self.at_risk = None, 0, 0, []
        self.open()

    def open(self):
        self.file, self.first = open(self.path, "ab", buffering=0), self.next

    def write(self, count):
        for _ in range(count):
            self.file.write(LINE % (self.name.encode(), self.next, b"x" * self.dice.randrange(400)))
            self.next += 1

    def rotated(self):
        self.generation += 1
        return f"{self.path}.{self.generation}"

    def rename(self, lingering):
        """Renamed, and the writer goes on with the old file for a while, as it does until it is told."""
        target, old = self.rotated(), self.file
        os.rename(self.path, target)
        self.open()
        for _ in range(lingering):
            new, self.file = self.file, old
            self.write(1)
            self.file = new
        old.close()
        return target

    def pack(self):
        """Renamed and packed at once, as rotation without delay does; the writer has let go before."""
        target = self.rename(0)
        # Packing removes the file: what has not been read by then is only in the packed one.
        packer = self.dice.choice(self.packers)
        subprocess.run([packer, "-q"] + (["--rm"] if packer == "zstd" else []) + [target], check=True)

    def copy_and_truncate(self):
        shutil.copy(self.path, self.rotated())
        os.truncate(self.path, 0)
        self.first = self.next

    def cut(self, seen):
        """What nobody has seen by now may be gone for good."""
        self.at_risk.append([n for n in range(self.first, self.next) if (self.name, n) not in seen])
        os.truncate(self.path, 0)
        self.first = self.next

    def delete(self, seen):
        """Deleted. A follower that has it open reads what it had; one that never saw it has nothing to find."""
        if not any((self.name, n) in seen for n in range(self.first, self.next)):
            self.at_risk.append(range(self.first, self.next))
        os.unlink(self.path)
        self.file.close()
        self.open()


def follow_and_account(place, seconds, seed, pattern):
    dice = random.Random(seed)
    packers = [name for name in ("gzip", "zstd") if shutil.which(name)]
    folder = os.path.join(place.folder, "logs")
    os.makedirs(folder)
    logs = [Log(folder, name, dice, packers) for name in ("orders", "payment", "shipping", "mail")]
    follower = Follower(place, *([os.path.join(folder, "*")] if pattern else [log.path for log in logs]))
    for log in logs:
        log.write(1)
        follower.has((log.name, 0))
    cuts, deadline, actions = 0, time.monotonic() + seconds, {}
    while time.monotonic() < deadline:
        log = dice.choice(logs)
        log.write(dice.randrange(1, 120))
        if dice.random() < 0.3:
            # Half of the time it has been read before something happens, half of the time nobody knows.
            if dice.random() < 0.5:
                follower.has((log.name, log.next - 1))
            action = dice.choice(("rename", "rename twice", "copy", "cut", "delete", "pack"))
            actions[action] = actions.get(action, 0) + 1
            if action == "rename":
                log.rename(dice.randrange(0, 5))
            elif action == "rename twice":
                log.rename(0)
                log.write(dice.randrange(1, 20))
                log.rename(0)
            elif action == "copy":
                log.copy_and_truncate()
            elif action == "cut":
                cuts += 1
                log.cut(follower.seen)
            elif action == "delete":
                log.delete(follower.seen)
            elif action == "pack":
                log.pack()
        time.sleep(dice.uniform(0, 0.02))
    for log in logs:
        log.write(1)
        follower.has((log.name, log.next - 1))
    written = sum(log.next for log in logs)
    risky = {(log.name, n) for log in logs for stretch in log.at_risk for n in stretch}

    def missing():
        return [(log.name, n) for log in logs for n in range(log.next) if (log.name, n) not in follower.seen]

    def lost_without_reason():
        return [key for key in missing() if key not in risky]
    try:
        # What was packed is read when it has stopped growing.
        until(lambda: not lost_without_reason(), "every line that was not cut away", 20)
    except Failed:
        pass
    follower.end()
    strange = [key for key in follower.seen if isinstance(key[1], bytes)]
    twice = [key for key, count in follower.seen.items() if count > 1]
    lost, wrong = missing(), lost_without_reason()
    check(not twice, f"{len(twice)} of {written} lines were printed twice: {twice[:5]}; {actions}")
    check(not wrong, f"{len(wrong)} of {written} lines are lost that nobody cut: {wrong[:5]}; {actions}; {follower.said[-5:]}")
    # Half a line may be left of a file that is cut while it is read.
    check(len(strange) <= cuts, f"lines that nobody wrote: {strange[:3]}")
    said = sum("was cut or written anew" in line or "was removed before" in line for line in follower.said)
    check(not lost or said > 0, f"{len(lost)} lines were cut away and nothing was said: {follower.said}")
    print(f"    {written} lines, {actions}, {len(lost)} cut away before they could be read, said {said} times", flush=True)


def test_a_file_that_is_not_there_yet_is_waited_for(place):
    path = os.path.join(place.folder, "later.log")
    place.run("logs", path, status=2)
    follower = Follower(place, path)
    until(lambda: any("later.log is not there yet" in line for line in follower.said), "a word about waiting")
    log = Log(place.folder, "later", random.Random(1), [])
    log.write(3)
    follower.has(("later", 2))
    follower.end()


def test_a_last_line_without_a_newline_is_shown(place):
    path = os.path.join(place.folder, "open.log")
    with open(path, "wb") as file:
        file.write((LINE % (b"open", 0, b"")).rstrip())
    follower = Follower(place, path)
    follower.has(("open", 0))
    with open(path, "ab") as file:
        file.write(b"\n" + LINE % (b"open", 1, b""))
    follower.has(("open", 1))
    follower.end()
    check(follower.seen == {("open", 0): 1, ("open", 1): 1}, f"{follower.seen}")


def test_output_that_nobody_reads_any_more_ends_it_quietly(place):
    Log(place.folder, "long", random.Random(1), []).write(5000)
    running = place.start("logs", os.path.join(place.folder, "long.log"), "-o", "raw")
    check(running.stdout.readline().startswith(b"{"), "no first line")
    running.stdout.close()
    said = running.stderr.read()
    status = running.wait(60)
    running.stderr.close()
    check(status == 0 and not said, f"it ended with {status}: {said}")


def test_an_interrupted_stream_shows_what_was_read(place):
    running = subprocess.Popen([place.binary, "stats", "-", "-o", "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    # More than the pipe and the reader's block hold: when it has been taken, some of it has been read.
    for n in range(20_000):
        running.stdin.write(LINE % (b"piped", n, b"x" * 200))
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    out, said = running.communicate(timeout=60)
    check(running.returncode == 130, f"it ended with {running.returncode}: {said}")
    check(b"interrupted" in said and json.loads(out)["records"] > 1000, f"{out} {said}")


def test_packed_standard_input_and_pipes_with_a_name(place):
    text = b"".join(LINE % (b"packed", n, b"") for n in range(100))
    check(place.run("logs", "-", "-o", "raw", stdin=gzip.compress(text)).encode() == text, "gzip on standard input")
    if shutil.which("zstd"):
        packed = subprocess.run(["zstd", "-q"], input=text, capture_output=True).stdout
        check(place.run("logs", "-", "-o", "raw", stdin=packed).encode() == text, "Zstandard on standard input")
    pipe = os.path.join(place.folder, "pipe")
    os.mkfifo(pipe)
    running = place.start("logs", pipe, "-o", "raw")
    with open(pipe, "wb") as file:
        file.write(text)
    check(running.communicate(timeout=60)[0] == text, "a pipe with a name")


def test_every_line_of_living_files_is_accounted_for(place):
    follow_and_account(place, 2.5, 1, pattern=False)


def test_every_line_of_a_living_pattern_is_accounted_for(place):
    follow_and_account(place, 2.5, 2, pattern=True)


def soak_living_files(place):
    follow_and_account(place, 60, 3, pattern=False)


def soak_a_living_pattern(place):
    follow_and_account(place, 60, 4, pattern=True)
