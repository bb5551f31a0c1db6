"""Measurements of whole processes, each a function that answers rows of the table."""
import json, os, random, statistics, threading, time
from peers import Lnav, timed, version
from table import row
from terminal import Terminal

# Written last of a frame, at the right end of its last line.
COMPLETE = b"quit"


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, max(0, -(-len(values) * share // 100) - 1))] if values else None


class Bench:
    def __init__(self, binary, path, records, folder, runs):
        self.binary, self.path, self.records, self.folder, self.runs = binary, path, records, folder, runs
        self.cores = sorted(os.sched_getaffinity(0))
        self.bytes = os.path.getsize(path)
        self.one_line = os.path.join(folder, "one-line.jsonl")
        with open(path, "rb") as file, open(self.one_line, "wb") as one:
            one.write(file.readline())

    # ---- reading

    def ingest(self):
        """One core, all cores and lnav in turns, each in a process of its own."""
        one, all_cores, theirs, memory = [], [], [], {}
        peer = version("lnav")
        lnav = Lnav(self.folder) if peer else None
        # lnav takes its time: fewer turns on large files.
        turns = self.runs if self.records <= 2_000_000 else 2
        for _ in range(turns):
            for cores, into in ((self.cores[:1], one), (self.cores[:2], all_cores)):
                _, out = timed([self.binary, "bench", "ingest", self.path, "--runs", "1", "-o", "json"], cores)
                found = {r["key"]: r for r in json.loads(out)["rows"]}
                into.append(found["ingest"]["value"])
                if not memory:
                    memory = {key: found[key] for key in ("memory", "memory_counted") if key in found}
            if lnav:
                # Without what it takes to start: ours is measured from the first byte too.
                start = lnav.ingest(self.one_line, self.cores[:1])
                theirs.append(self.bytes / (lnav.ingest(self.path, self.cores[:1]) - start))
        rows = [row("ingest to searchable and correlated, 1 core", statistics.median(one), "B/s", 800e6, 1500e6, "higher")]
        if lnav:
            rows.append(row(f"  over {peer}, in turns", statistics.median(a / b for a, b in zip(one, theirs)), "x", 7, None,
                            "higher", f"{statistics.median(theirs) / 1e6:.0f} MB/s"))
        else:
            rows.append(row("  over lnav", None, "x", 7, None, "higher", "lnav is not installed"))
        if len(self.cores) > 1:
            rows.append(row("ingest, 2 cores", statistics.median(all_cores), "B/s", None, 2300e6, "higher"))
            rows.append(row("  2 cores over 1, in turns", statistics.median(a / b for a, b in zip(all_cores, one)), "x", 1.6, None, "higher"))
        return rows + list(memory.values())

    def inside(self):
        """What the binary measures of itself, on one load."""
        rows = []
        for part in ("lookup", "query", "render"):
            _, out = timed([self.binary, "bench", part, self.path, "--runs", str(self.runs), "-o", "json"])
            rows += json.loads(out)["rows"]
        return rows

    def trace(self):
        """`tailrace trace ID FILE` and ripgrep for the same id, in turns; jq and lnav once."""
        ids = self.some_ids(self.runs)
        rows, ours, theirs = [], [], []
        peer = version("rg")
        for id in ids:
            ours.append(timed([self.binary, "trace", id, self.path])[0])
            if peer:
                theirs.append(timed(["rg", "-F", id, self.path])[0])
        note = f"{statistics.median(theirs) * 1000:.0f} ms" if theirs else "ripgrep is not installed"
        rows.append(row("trace ID FILE, new process, file in the page cache", statistics.median(ours), "s"))
        rows.append(row(f"  its time over that of {peer or 'ripgrep'}, in turns",
                        statistics.median(a / b for a, b in zip(ours, theirs)) if theirs else None, "x", 2, 1, "lower", note))
        for name, look in (("jq", self.jq), ("lnav", self.lnav)):
            peer = version(name)
            # On 10 million records these take minutes; what they do on a million has been seen then.
            skip = "not installed" if not peer else "not run on more than 2 million records" if self.records > 2_000_000 else None
            rows.append(row(f"  the same with {peer or name}, once", None if skip else look(ids[0]), "s", note=skip or ""))
        return rows

    def jq(self, id):
        return timed(["jq", "-c", f'select(.correlation_id=="{id}")', self.path])[0]

    def lnav(self, id):
        lnav = Lnav(self.folder)
        found = lnav.records(self.path)
        if found != self.records:
            raise RuntimeError(f"lnav took {found} of {self.records} lines for records: its figures mean nothing")
        return lnav.look_up(self.path, id)

    def some_ids(self, count):
        """Correlation ids of records spread over the file."""
        chance, ids = random.Random(5), []
        with open(self.path, "rb") as file:
            while len(ids) < count:
                file.seek(chance.randrange(max(self.bytes - 8192, 1)))
                file.readline()
                line = file.readline()
                if line.strip():
                    ids.append(json.loads(line)["correlation_id"])
        return ids

    # ---- the dashboard

    def first_frame(self):
        """From starting the process until its first frame is complete."""
        rows = []
        empty = os.path.join(self.folder, "data")
        for what, command in (("watch FILE", ["watch", self.path]), ("demo, first time", ["demo", "--data"]), ("demo, again", ["demo", "--data", empty])):
            times = []
            for run in range(self.runs * 2):
                arguments = command + [os.path.join(self.folder, f"data-{run}")] if command[-1] == "--data" else command
                with Terminal([self.binary, *arguments]) as terminal:
                    times.append(terminal.wait(COMPLETE) - terminal.started)
            rows.append(row(f"start to first frame: {what}", statistics.median(times), "s", 0.050, 0.015,
                            note=f"slowest of {len(times)}: {max(times) * 1000:.0f} ms"))
        return rows

    def flow(self):
        """From the key that asks for a flow of 100,000 records until it is drawn as a tree, and pages of it."""
        path = os.path.join(self.folder, "flow.jsonl")
        with open(path, "w") as file:
            # A root that causes a hundred chains of a thousand hops.
            hop = {"correlation_id": "one-large-flow", "event_type": "Step", "service": "steps", "message": "step"}
            file.write(json.dumps({**hop, "time": 1790000000000, "hop": "publish", "event_id": "root"}) + "\n")
            for branch in range(100):
                cause = "root"
                for step in range(1000):
                    id = f"{branch}-{step}"
                    file.write(json.dumps({**hop, "time": 1790000000001 + branch + step, "hop": "invoke", "resource": f"Step{step}",
                                           "event_id": id, "causation_id": cause, "duration_ms": 1}) + "\n")
                    cause = id
        opened, paged, travelled, stepped = [], [], [], []
        for _ in range(self.runs):
            with Terminal([self.binary, "watch", path]) as terminal:
                terminal.wait("\u25cf live".encode())
                terminal.drain(1)
                terminal.press(b"T", b"flow")
                terminal.press(b"one-large-flow", b"large")
                terminal.drain(0.5)
                opened.append(terminal.press(b"\r", b"critical path"))
                for _ in range(20):
                    terminal.drain(0.05)
                    before = terminal.cpu_seconds
                    os.write(terminal.master, b"\x1b[6~")
                    terminal.drain(0.1)
                    paged.append(terminal.cpu_seconds - before)
                # Back in time: its history is put together once, then each key is a step.
                travelled.append(terminal.press(b"[", b"step"))
                for _ in range(20):
                    terminal.drain(0.05)
                    before = terminal.cpu_seconds
                    os.write(terminal.master, b"[")
                    terminal.drain(0.3)
                    stepped.append(terminal.cpu_seconds - before)
        return [row("flow of 100,000 records: key to tree", statistics.median(opened), "s", 0.200, None,
                    note=f"slowest of {len(opened)}: {max(opened) * 1000:.0f} ms"),
                row("  a page further in it, CPU time", statistics.median(paged), "s", 0.033),
                row("  key to its history", statistics.median(travelled), "s", 1.0, None,
                    note=f"slowest of {len(travelled)}: {max(travelled) * 1000:.0f} ms"),
                row("  a step back in time, CPU time", statistics.median(stepped), "s", 0.1)]

    def keys(self):
        """From a key to what it draws, while records come in as fast as they can."""
        links = os.path.join(self.folder, "links")
        os.makedirs(links, exist_ok=True)
        for i in range(200):
            link = os.path.join(links, f"{i:03}.log")
            if not os.path.lexists(link):
                os.symlink(os.path.abspath(self.path), link)
        rows = []
        with Terminal([self.binary, "watch", os.path.join(links, "*.log")]) as terminal:
            rows += self.press_keys(terminal, "loading files")
        out, into = os.pipe()
        with Terminal([self.binary, "watch", "-"], stdin=out) as terminal:
            os.close(out)
            threading.Thread(target=self.feed, args=[into], daemon=True).start()
            rows += self.press_keys(terminal, "reading standard input")
        return rows

    def feed(self, into):
        """Writes the file into a pipe again and again, until nobody reads it any more."""
        try:
            while True:
                with open(self.path, "rb", buffering=0) as file:
                    while os.sendfile(into, file.fileno(), None, 1 << 20):
                        pass
        except BrokenPipeError:
            os.close(into)

    def press_keys(self, terminal, what, seconds=8.0):
        terminal.wait(COMPLETE)
        terminal.drain(1)
        chance, pages, letters = random.Random(3), [], []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pages.append(terminal.press(b"2", b"pause"))
            terminal.drain(chance.uniform(0.005, 0.04))
            # Letters that stand nowhere else on the screen.
            terminal.press(b":", b"complete")
            for letter in "\u0416\u042f\u0429\u042e":
                terminal.drain(chance.uniform(0.005, 0.04))
                letters.append(terminal.press(letter.encode(), letter.encode()))
            # Not counted: an escape waits for what might follow it.
            terminal.press(b"\x1b", b"pause")
            terminal.drain(chance.uniform(0.005, 0.04))
            pages.append(terminal.press(b"1", b"attention"))
            terminal.drain(chance.uniform(0.005, 0.04))
        rows = []
        for name, times in (("letter", letters), ("page", pages)):
            rows.append(row(f"key to screen, {what}: {name}, p99 of {len(times)}", percentile(times, 99), "s", 0.050, 0.016,
                            note=f"p50 {percentile(times, 50) * 1000:.1f} ms, slowest {max(times) * 1000:.0f} ms"))
        return rows

    def idle(self):
        """What the dashboard uses of a core when nothing happens and nobody types."""
        fresh = os.path.join(self.folder, "fresh.jsonl")
        # So many that the last of them is written about now.
        count = min(self.records, 850_000)
        timed([self.binary, "bench", "generate", fresh, "--records", str(count), "--from", "-5m"])
        return [*self.rest(self.path, f"{self.records:,} records loaded"), *self.rest(fresh, f"{count:,} records of the last five minutes")]

    def rest(self, path, what, seconds=10.0):
        with Terminal([self.binary, "watch", path]) as terminal:
            # The word that the header says once everything is read.
            terminal.wait("\u25cf live".encode(), patience=600)
            # Statistics of what was loaded are made once, and what makes them cheap when they are asked for again.
            quiet = 0
            for _ in range(10):
                quiet = quiet + 1 if self.usage(terminal, 3) < 0.01 else 0
                if quiet == 2:
                    break
            used = self.usage(terminal, seconds) * 100
            memory = terminal.memory
        return [row(f"idle CPU, {what}", used, "%", 1, 0.2, note=f"{memory / 1e6:.0f} MB of anonymous memory")]

    def usage(self, terminal, seconds):
        """The share of a core used over some seconds."""
        before, started = terminal.cpu_seconds, time.perf_counter()
        terminal.drain(seconds)
        return (terminal.cpu_seconds - before) / (time.perf_counter() - started)
