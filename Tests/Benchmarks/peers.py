"""Other programs on the same file, as their users would run them. Each function answers None where the program is not installed."""
import json, os, shutil, subprocess, time

# Field by field what the file has, so that lnav reads as much of it as tailrace does.
FORMAT = {
    "$schema": "https://lnav.org/schemas/format-v1.schema.json",
    "bench_log": {
        "title": "benchmark records", "json": True, "hide-extra": True,
        "line-format": [{"field": "__timestamp__"}, " ", {"field": "message"}],
        "timestamp-field": "timestamp", "level-field": "severity", "body-field": "message",
        "value": {
            "service_name": {"kind": "string", "identifier": True}, "event_type": {"kind": "string", "identifier": True},
            "correlation_id": {"kind": "string", "identifier": True}, "event_id": {"kind": "string", "identifier": True},
            "causation_id": {"kind": "string", "identifier": True}, "duration_ms": {"kind": "float"},
        },
    },
}


def version(program):
    """`lnav 0.11.1`, or None."""
    if not shutil.which(program):
        return None
    out = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.splitlines()
    found = [word.strip("jq-") for word in (out[0].split() if out else []) if any(c.isdigit() for c in word)]
    return f"{program} {found[0]}" if found else program


def timed(command, cores=None, environment=None, status=(0,)):
    """Seconds that a command takes, and what it printed; on these cores only, if any are named."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=dict(os.environ, **(environment or {})),
                          preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None)
    seconds = time.perf_counter() - started
    if done.returncode not in status:
        raise RuntimeError(f"{' '.join(command)}: status {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return seconds, done.stdout.decode(errors="replace")


class Lnav:
    """lnav without a screen: it indexes the file, answers one statement, and ends."""

    def __init__(self, folder):
        self.home = os.path.join(folder, "lnav")
        formats = os.path.join(self.home, "formats", "bench")
        os.makedirs(formats, exist_ok=True)
        with open(os.path.join(formats, "bench.json"), "w") as file:
            json.dump(FORMAT, file)

    def run(self, path, statement, cores=None):
        return timed(["lnav", "-N", "-I", self.home, "-n", "-c", f";{statement}", path], cores,
                     {"HOME": self.home, "XDG_CONFIG_HOME": self.home, "TERM": "xterm-256color"})

    def ingest(self, path, cores=None):
        return self.run(path, "SELECT 1", cores)[0]

    def records(self, path):
        """How many lines it took for records of the format: fewer than there are would make its time mean nothing."""
        out = self.run(path, "SELECT count(*) AS n FROM bench_log")[1]
        digits = [word for word in out.split() if word.isdigit()]
        return int(digits[-1]) if digits else 0

    def look_up(self, path, id):
        return self.run(path, f"SELECT count(*) FROM bench_log WHERE correlation_id = '{id}'")[0]
