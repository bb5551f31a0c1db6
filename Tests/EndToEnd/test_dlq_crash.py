"""`kill -9` in the middle of a redrive: every message is delivered, none is lost, and none twice, counted by its body."""
import collections, os, random, signal, sqlite3, subprocess
from dead_letters import QUEUE, arrived, bring_in, depth, dlq, line, many, only_imported, template
from harness import check

# Those that a redrive passes where sending and removing are one transaction.
EDGES = ["audited", "planned", "claimed", "committed", "journalled", "released", "ended"]


def again(place, options):
    """What an operator runs after a crash: goes on with what was interrupted, else redrives what is there."""
    for task in dlq(place, "tasks", status=None) or []:
        if task["state"] == "interrupted":
            return ["resume", task["task"]]
    return ["redrive", QUEUE, "--all", *options]


def killed(place, environment=None, after=None, options=()):
    """Runs a redrive that is killed at an edge or after a time; answers whether it was, and not done before."""
    command = [place.binary, "dlq", *again(place, options), "--yes", "-o", "json", "--data", place.data]
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, **(environment or {})})
    if after is not None:
        try:
            running.wait(after)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
    out, err = running.communicate(timeout=300)
    check(running.returncode in (0, -signal.SIGKILL), f"{command[2:]} ended with {running.returncode}: {err.decode()[-2000:]}")
    return running.returncode != 0


def all_arrived_once(place, sent):
    for _ in range(20):
        if depth(place) == 0 and all(task["state"] != "interrupted" for task in dlq(place, "tasks")):
            break
        killed(place)
    bodies = arrived(place)
    check(depth(place) == 0, f"{depth(place)} messages are left")
    lost = len(set(sent) - set(bodies))
    check(lost == 0, f"{lost} of {len(sent)} messages are lost")
    # Sending and removing are one transaction here: nothing is ever sent twice.
    check(bodies == sent, f"{len(bodies) - len(sent)} messages came twice")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    check(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database is damaged")
    database.close()
    reading = dlq(place, "history")
    check(reading["whole"], f"the audit log does not hold after the crashes: {reading['problem']}")


def test_kill_9_at_the_edges_of_a_redrive(place):
    bodies = many(10_000)
    like = only_imported(place, bodies)
    for edge, n in [("audited", 1), ("planned", 1), ("claimed", 1), ("committed", 2), ("committed", 1), ("journalled", 1), ("released", 1),
                    ("ended", 1)]:
        # All ten thousand are there still when a second transaction is to be made.
        if depth(place) == 0:
            more = {f"{edge}-{n}-{i}": b'{"more":"%s-%d-%d"}' % (edge.encode(), n, i) for i in range(1_000)}
            bring_in(place, [line(like, id, content) for id, content in more.items()])
            bodies |= more
        # At a rate, so that they do not all go in one transaction.
        while not killed(place, {"TAILRACE_DIE_AT": f"{edge}:{n}"}, options=["--rate", "10000/s"]):
            check(depth(place) > 0, f"no redrive passed the edge {edge} {n} times")
    all_arrived_once(place, sorted(bodies.values()))


def test_kill_9_at_random_moments_of_a_redrive(place):
    count, dice, kills = 10_000, random.Random(3), 0
    only_imported(place, many(count))
    for _ in range(12):
        if depth(place) == 0:
            break
        kills += killed(place, after=dice.uniform(0.05, 0.6), options=["--rate", "4000/s"])
    check(kills >= 6, f"only {kills} were killed before they were done")
    all_arrived_once(place, sorted(many(count).values()))


def deck(dice):
    """Where a redrive of one batch is killed, one run after another, each an edge and how often it is passed first. A task is planned
    once and ends once: these are at the ends, so that no run goes to its end for nothing."""
    beginning = ["audited"] * dice.randrange(1, 3) + ["planned"]
    middle = ["claimed", "committed", "journalled"] * 2 + ["audited", "committed"] + ["random"] * 9
    dice.shuffle(middle)
    edges = beginning + middle + ["released"] * dice.randrange(1, 3) + ["ended"]
    return [(edge, dice.randrange(1, 4) if edge in ("committed", "journalled") else 1) for edge in edges]


def soak_kill_9_two_hundred_times(place):
    like, dice, kills = template(place), random.Random(5), collections.Counter()
    batch, sent, amid = 0, [], 0
    while kills.total() < 200:
        batch += 1
        bodies = {f"{batch}-{n}": b'{"n":%d,"batch":%d}' % (n, batch) for n in range(10_000)}
        bring_in(place, [line(like, id, content) for id, content in bodies.items()])
        sent += bodies.values()
        # In transactions of 250, and every fourth time in ones of thousands.
        options = [] if batch % 4 == 0 else ["--rate", "1000/s"]
        for edge, times in deck(dice):
            if kills.total() == 200:
                break
            if edge == "random":
                died = killed(place, after=dice.uniform(0.02, 1), options=options)
            else:
                died = killed(place, {"TAILRACE_DIE_AT": f"{edge}:{times}"}, options=options)
            kills[edge] += died
            left = depth(place)
            amid += died and 0 < left < 10_000
            # What is done cannot be gone on with; a task that has sent all is only to be ended.
            if left == 0 and not any(task["state"] == "interrupted" for task in dlq(place, "tasks")):
                break
        all_arrived_once(place, sorted(sent))
    check(all(kills[edge] >= 5 for edge in EDGES), f"an edge was hardly met: {dict(kills)}")
    return f"{kills.total()} kills: {dict(kills)}, {amid} of them amid the messages of a batch; {batch} batches, {len(sent)} messages"
