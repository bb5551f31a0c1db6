"""`kill -9` in the middle of traffic: nothing that was acknowledged is lost, counted by id."""
import glob, json, os, random, sqlite3, time
from harness import check, until
from test_bundled_flows import orders_are_whole
from test_pipeline import accounts_hold


def acknowledged(place):
    """The flows whose first event the telemetry shows as published: that line is written after the commit."""
    flows = {}
    for path in glob.glob(os.path.join(place.data, "telemetry", "*.jsonl")):
        with open(path, "rb") as file:
            for line in file:
                if b'"hop":"publish"' not in line or b'"causation_id"' in line:
                    continue
                try:
                    record = json.loads(line)
                except ValueError:
                    continue  # the line that the kill cut short
                flows[record["correlation_id"]] = record
    return flows


# What the last step of a flow leaves in a table, by the event that starts the flow and its subject. Nothing is to be said of a
# transfer that may be filtered out, nor of a log without critical errors.
LAST = {
    "OrderPlaced": lambda subject: ("inventory-updates", subject),
    "OrderCreated": lambda subject: ("charges", subject),
    "ProductEdited": lambda subject: ("search-index", subject),
    "OrderSubmitted": lambda subject: ("shop-taken", subject),
    "ReportRequested": lambda subject: ("reports", subject),
    "MeterRead": lambda subject: ("meters", subject),
    "ParcelScanned": lambda subject: ("parcels", subject),
    "EventGridDelivery": lambda subject: ("parcels", subject),
    "PubSubPush": lambda subject: ("parcels", subject),
    "TransferBooked": lambda subject: None,
    "OrderReceived": lambda subject: ("order-board", subject),
    "NewOrder": lambda subject: ("backup-orders", subject),
    "OrderRequested": lambda subject: ("saga-orders", subject),
}


def last_of_file(key):
    folder = key.split("/")[0]
    if key.startswith("uploads/photos/"):
        return ("thumbnails", key)
    return {"photos": ("images", key), "incoming": ("loads", f"processed/{key}"), "inbox": ("documents", key), "uploads": ("ingested-files", key), "logs": None}[folder]


def run_and_kill(place, enough):
    """Lets traffic run until `enough()`, then kills the process without warning."""
    running = place.start("pipeline", "run", "--flows", "all", "--fail", "0.2", "--seed", "5", "--data", place.data)
    try:
        until(enough, "traffic")
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
        running.stderr.close()


def nothing_is_lost(place, known):
    """Restarts, drains, and looks for every acknowledged flow by its id, and for what it should have led to."""
    last = place.json("pipeline", "run", "--flows", "all", "--events", "0", "--data", place.data)
    accounts_hold(last)
    check(last["in_flight"] == 0, f"something never ended: {last}")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    started = {row[0] for row in database.execute("SELECT correlation_id FROM flows")}
    dead = {row[0] for row in database.execute("SELECT correlation_id FROM messages WHERE died IS NOT NULL")}
    items = {(table, key) for table, key in database.execute("SELECT tbl, key FROM items")}
    twice = database.execute("SELECT count(*) - count(DISTINCT id) FROM messages").fetchone()[0]
    copies = database.execute("SELECT count(*) FROM replications").fetchone()[0]
    states = dict(database.execute("SELECT status, count(*) FROM objects WHERE bucket = 'image-originals' GROUP BY status"))
    alone = database.execute("""SELECT count(*) FROM objects o WHERE bucket = 'image-originals' AND NOT EXISTS
        (SELECT 1 FROM objects c WHERE c.bucket = 'image-originals-copy' AND c.version = o.version)""").fetchone()[0]
    executions = database.execute("SELECT count(*), sum(status = 'SUCCEEDED') FROM executions").fetchone()
    database.close()
    check(executions[0] == executions[1] > 0, f"of {executions[0]} executions {executions[1]} have succeeded")
    check(copies == 0 and set(states) <= {"COMPLETED"} and alone == 0, f"replication: {copies} to do, {states}, {alone} without a copy")
    check(twice == 0, f"{twice} messages stand in the database twice")
    lost = [id for id in known if id not in started]
    check(not lost, f"{len(lost)} of {len(known)} acknowledged flows are not in the accounts: {lost[:3]}")
    check(last["started"] >= len(known), f"{len(known)} flows were acknowledged, {last['started']} are accounted for")
    seen = set()
    for id, record in known.items():
        if id in dead:
            continue
        subject = record["subject"]
        ended = LAST[record["event_type"]](subject) if record["event_type"] in LAST else last_of_file(subject)
        check(ended is None or ended in items, f"flow {id} ({subject}) counts as completed, but its last step left nothing: {ended}")
        seen.add(record["event_type"])
    check(len(seen) > 8, f"only these have been started: {seen}")


def test_kill_9_loses_nothing_that_was_acknowledged(place):
    known = {}
    for round in range(3):
        before = len(known)
        run_and_kill(place, lambda: len(acknowledged(place)) > before + 150)
        known = acknowledged(place)
    check(len(known) > 450, f"only {len(known)} flows were acknowledged")
    nothing_is_lost(place, known)


def soak_kill_9_fifty_times(place):
    known, dice = {}, random.Random(11)
    for round in range(50):
        until_size = len(known) + dice.randrange(5, 120)
        deadline = time.monotonic() + dice.uniform(0.2, 2.5)
        run_and_kill(place, lambda: time.monotonic() > deadline or len(acknowledged(place)) > until_size)
        known = acknowledged(place)
    nothing_is_lost(place, known)


def kill_amid_executions(place, rounds, dice):
    """Kills the pipeline again and again while executions are between two of their states; in the end every one has ended as it should,
    and no task's effect is there twice."""
    def executions():
        """How many there are, and how many of them run."""
        try:
            database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
            found = database.execute("SELECT count(*), ifnull(sum(status = 'RUNNING'), 0) FROM executions").fetchone()
            database.close()
            return found
        except sqlite3.OperationalError:
            return 0, 0  # not made yet

    amid = 0
    for round in range(rounds):
        process = place.start("pipeline", "run", "--flows", "saga", "--fail", "0.4", "--rate", "60", "--seed", str(round), "--data", place.data)
        enough = executions()[0] + dice.randrange(3, 30)
        try:
            until(lambda: executions()[0] > enough, "executions are under way")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()
        amid += executions()[1] > 0
    check(amid > rounds * 0.8, f"only {amid} of {rounds} kills met an execution")
    last = place.json("pipeline", "run", "--flows", "saga", "--events", "0", "--data", place.data)
    accounts_hold(last)
    check((last["in_flight"], last["dead"]) == (0, 0), f"something never ended, or died: {last}")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    states = dict(database.execute("SELECT status, count(*) FROM executions GROUP BY status"))
    started = database.execute("SELECT count(*) FROM flows").fetchone()[0]
    left = sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("execution_tasks", "execution_timers"))
    ends = database.execute("""SELECT count(*), count(DISTINCT execution) FROM execution_events
        WHERE json_extract(event, '$.type') = 'ExecutionSucceeded'""").fetchone()
    database.close()
    check(states == {"SUCCEEDED": started} and started > 3 * rounds, f"of {started} orders the executions are {states}")
    check(left == 0 and ends == (started, started), f"{left} tasks and timers are left; {ends[0]} ends of {ends[1]} executions")
    check(len(orders_are_whole(place)) == started, "an execution has ended that settled no order")
    return f"{rounds} kills, {amid} amid executions, {started} executions"


def test_kill_9_amid_executions(place):
    kill_amid_executions(place, 6, random.Random(3))


def soak_kill_9_fifty_times_amid_executions(place):
    return kill_amid_executions(place, 50, random.Random(4))
