"""Archives and replays: what is on the bus is in the archive, and a replay puts it there again, once, at the rate that was asked for."""
import glob, json, os, random, signal, sqlite3, time
from collections import Counter
from dead_letters import drain, run_flows
from harness import check, until
from test_bundled_flows import fails_and_completes, items, names, nodes, rows
from test_pipeline import accounts_hold, telemetry

# Only what is replayed is delivered: what lies in the queue is what the replays put on the bus.
LEDGER = """
flow: ledger
archives:
  - {ArchiveName: bookings, EventPattern: {source: [bank]}, Description: Every booking}
rules:
  - Name: again
    EventPattern: {source: [bank], replay-name: [{exists: true}]}
    Targets: [{Id: sink, Queue: sink}]
  - Name: large
    EventPattern: {source: [bank], replay-name: [{exists: true}], detail: {amount: [{numeric: [">", 50]}]}}
    Targets: [{Id: sink, Queue: large}]
queues: [{QueueName: sink}, {QueueName: large}]
stimulus:
  Events:
    - {Source: bank, DetailType: Booked, Subject: "b-<index>", Detail: {n: <index>, amount: <whole 1..100>}}
"""


def ledger(place):
    path = os.path.join(place.folder, "ledger.yaml")
    with open(path, "w") as file:
        file.write(LEDGER)
    return path


def replay(place, name):
    return next(found for found in place.json("replay", "list", "--data", place.data) if found["replay"] == name)


def sunk(place, queue="sink"):
    """How often each event lies in a queue."""
    return Counter(json.loads(body)["id"] for body, in rows(place, "SELECT body FROM messages WHERE queue = ?", queue))


def test_a_lost_table_is_rebuilt_from_the_archive(place):
    fails_and_completes(
        place, "backup", {"backup-dlq": {"ServiceUnavailable"}},
        ["publish NewOrder", "queue backup-orders", "invoke backup-keeper", "deadletter backup-dlq"])
    before = items(place, "backup-orders")
    check(len(before) == 24, f"{len(before)} of 24 orders are kept")
    archive = place.json("archives", "show", "new-orders", "--data", place.data)
    check((archive["events"], archive["unpacked"]) == (24, 0) and archive["objects"] >= 1, f"{archive}")
    # The archive as it lies there is a log like any other.
    files = glob.glob(os.path.join(place.data, "objects", "archives", "*", "*"))
    records = [json.loads(line) for line in place.run("logs", *files, "-o", "json").splitlines()]
    check(len(records) == 24 and {record["event_type"] for record in records} == {"NewOrder"}, f"{records[:1]}")
    check(all(record["fields"]["payload"]["order_id"] in before and record["correlation_id"] for record in records), f"{records[:1]}")
    stats = place.json("stats", *files)
    check((stats["records"], stats["malformed"]) == (24, 0) and [(found["event_type"], found["records"]) for found in stats["by_event_type"]] == [("NewOrder", 24)], f"{stats}")
    exported = [json.loads(line) for line in place.run("archives", "export", "new-orders", "--data", place.data).splitlines()]
    order = [(line["timestamp"], line["sequence"]) for line in exported]
    check(order == sorted(order) and {sequence for _, sequence in order} == set(range(1, 25)), f"the export: {order}")
    check({"event_id", "event_type", "timestamp", "payload", "source"} <= set(exported[0]), f"{exported[0]}")
    big = [line for line in exported if line["payload"]["total"] >= 100]
    found = place.run("archives", "export", "new-orders", "-q", "payload.total>=100", "--data", place.data).splitlines()
    check(len(found) == len(big), f"{len(found)} orders of 100 and more, {len(big)} by count")

    place.run("tables", "clear", "backup-orders", "--data", place.data, status=2)
    place.run("tables", "clear", "backup-orders", "--yes", "--reason", "a drill", "--data", place.data)
    check(not items(place, "backup-orders"), "the table is still there")
    check("a drill" in place.run("dlq", "history", "--data", place.data), "the history does not say who cleared the table")
    plan = place.json("replay", "--archive", "new-orders", "--rule", "new-order", "--dry-run", "--data", place.data)
    check((plan["selected"], plan["unmatched"]) == (24, 0) and plan["by_rule"] == [{"rule": "new-order", "enabled": True, "events": 24}], f"{plan}")
    check(not place.json("replay", "list", "--data", place.data), "a dry run is no replay")
    # No pipeline runs: the next one carries it out.
    started = place.json("replay", "--archive", "new-orders", "--rule", "new-order", "--name", "rebuild", "--data", place.data)
    check(started["state"] == "STARTING", f"{started}")
    accounts = drain(place, "backup")
    accounts_hold(accounts)
    check((accounts["started"], accounts["dead"], accounts["in_flight"]) == (24, 0, 0), f"{accounts}")
    done = replay(place, "rebuild")
    check((done["state"], done["replayed"], done["recovery_point"]["sequence"]) == ("COMPLETED", 24, order[-1][1]), f"{done}")
    check(items(place, "backup-orders") == before, "the table is not what it was")
    recovery = items(place, "backup-recovery")["rebuild"]
    check((recovery["rows_rebuilt"], recovery["recovery_point"]) == (24, done["recovery_point"]["time"]), f"{recovery}, {done}")
    text = place.run("replay", "list", "--data", place.data)
    check(f"recovery point {done['recovery_point']['time']}, event {order[-1][1]}" in text, text)
    # Replayed events stay in their flows, and the trace tells them apart.
    trace = place.json("trace", records[0]["correlation_id"], *telemetry(place))
    check(len(trace["roots"]) == 1 and names(trace)["publish NewOrder"] == 1 == names(trace)["publish NewOrder by replay rebuild"], f"{names(trace)}")
    hops = [node for node in nodes(trace) if node["kind"] == "publish"]
    check(any("event replayed by rebuild" in json.dumps(node["records"]) for node in hops), f"{hops}")
    place.run("replay", "--archive", "new-orders", "--name", "rebuild", "--data", place.data, status=2)
    place.run("replay", "--archive", "none", "--data", place.data, status=2)
    place.run("replay", "--archive", "new-orders", "--rule", "none", "--data", place.data, status=2)
    place.run("replay", "--archive", "new-orders", "-q", "level>>", "--data", place.data, status=2)
    place.run("replay", "--archive", "new-orders", "--data", place.data, "--read-only", status=2)
    place.run("replay", "--archive", "new-orders", "--dry-run", "--to", "2001-01-01", "--data", place.data, status=1)
    place.run("replay", "cancel", "rebuild", "--data", place.data, status=1)


def test_a_replay_is_followed_held_to_its_rate_and_cancelled(place):
    file = ledger(place)
    place.run("pipeline", "run", "--flow", file, "--events", "200", "--data", place.data)
    pipeline = place.start("pipeline", "run", "--flow", file, "--events", "0", "--data", place.data)
    pipeline.communicate()
    with open(file, "w") as out:
        out.write(LEDGER.split("stimulus:")[0])
    pipeline = place.start("pipeline", "run", "--flow", file, "--data", place.data)
    try:
        until(lambda: place.json("replay", "list", "--data", place.data) == [] and is_running(place), "the pipeline")
        started = time.monotonic()
        done = place.json("replay", "--archive", "bookings", "--rule", "again", "--rate", "100/s", "--name", "slow", "--data", place.data)
        took = time.monotonic() - started
        check((done["state"], done["replayed"]) == ("COMPLETED", 200) and took >= 1.9, f"{took:.2f} s: {done}")
        # It is on the bus; the deliveries follow.
        until(lambda: len(sunk(place)) == 200, "the deliveries")
        check(set(sunk(place).values()) == {1} and not sunk(place, "large"), "the queues")
        # What was replayed is in no archive.
        check(place.json("archives", "list", "--data", place.data)[0]["events"] == 200, "the archive grew")
        replaying = place.start("replay", "--archive", "bookings", "--rate", "10/s", "--name", "long", "-o", "json", "--data", place.data)
        until(lambda: sum(sunk(place).values()) >= 203, "some of the second replay")
        replaying.send_signal(signal.SIGINT)
        out, _ = replaying.communicate(timeout=60)
        cancelled = json.loads(out)
        check(replaying.returncode == 130 and cancelled["state"] == "CANCELLED", f"{replaying.returncode}: {cancelled}")
        until(lambda: sum(sunk(place).values()) == 200 + cancelled["replayed"], f"as many deliveries as {cancelled}")
        check(0 < cancelled["replayed"] < 200, f"{cancelled}")
        before = sum(sunk(place, "large").values())
        large = place.json("replay", "--archive", "bookings", "-q", "payload.amount>50", "--rule", "large", "--data", place.data)
        check(large["state"] == "COMPLETED", f"{large}")
        until(lambda: sum(sunk(place, "large").values()) == before + large["replayed"], f"as many deliveries as {large}")
        check(large["replayed"] + large["passed"] == 200, f"{large}")
    finally:
        pipeline.send_signal(signal.SIGINT)
        pipeline.communicate()
    logs = place.run("logs", *telemetry(place), "-q", "event_type~^Replay service=archive")
    check("replay long cancelled" in logs and "replay slow completed" in logs, logs)


def is_running(place):
    """Whether a pipeline holds the data directory."""
    import fcntl
    with open(os.path.join(place.data, "lock")) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def replays_through_kills(place, events, rate, kills, dice):
    """Replays an archive at a rate and kills the pipeline meanwhile; answers how long the runs took together."""
    file = ledger(place)
    place.run("pipeline", "run", "--flow", file, "--events", str(events), "--data", place.data, patience=1200)
    check(place.json("archives", "list", "--data", place.data)[0]["events"] == events, "the archive")
    plan = place.json("replay", "--archive", "bookings", "--dry-run", "--rate", f"{rate}/s", "--data", place.data)
    check(plan["selected"] == events and abs(plan["seconds"] - events / rate) < 0.01, f"{plan}")
    place.run("replay", "--archive", "bookings", "--rule", "again", "--rate", f"{rate}/s", "--name", "all", "--data", place.data)
    took, before = 0, 0
    for kill in range(kills + 1):
        started = time.monotonic()
        running = place.start("pipeline", "run", "--flow", file, "--events", "0", "--data", place.data)
        goal = before + dice.randrange(1, max(2, (events - before) // (kills + 1 - kill)))
        if kill < kills:
            until(lambda: replay(place, "all")["replayed"] >= goal or running.poll() is not None, "the replay", patience=600)
            running.kill()
        running.communicate(timeout=600)
        took += time.monotonic() - started
        found = replay(place, "all")
        check(found["replayed"] >= before, f"{found}")
        check(found["replayed"] - before <= rate * (time.monotonic() - started) * 1.05 + rate, f"faster than {rate}/s: {found}")
        before = found["replayed"]
    check((found["state"], found["replayed"]) == ("COMPLETED", events), f"{found}")
    counts = sunk(place)
    check(len(counts) == events and set(counts.values()) == {1}, f"{len(counts)} of {events} events, {Counter(counts.values())}")
    # The archive holds each event once, in its objects and what is beside them.
    exported = Counter(json.loads(line)["event_id"] for line in place.run("archives", "export", "bookings", "--data", place.data).splitlines())
    check(len(exported) == events and set(exported.values()) == {1}, f"{len(exported)} are archived")
    return took


def test_kill_9_amid_a_replay_neither_loses_nor_doubles(place):
    replays_through_kills(place, events=600, rate=400, kills=3, dice=random.Random(5))


def test_kill_9_amid_traffic_loses_and_doubles_no_line_of_an_archive(place):
    file = ledger(place)
    for round in range(3):
        running = place.start("pipeline", "run", "--flow", file, "--data", place.data)
        count = lambda: rows(place, "SELECT count(*) FROM flows")[0][0]
        until(lambda: os.path.exists(os.path.join(place.data, "pipeline.sqlite")) and tables(place) and count() >= 300 * (round + 1), "traffic")
        running.kill()
        running.communicate()
    published = rows(place, "SELECT value FROM counters WHERE name = 'published'")[0][0]
    lines = [json.loads(line)["event_id"] for line in place.run("archives", "export", "bookings", "--data", place.data).splitlines()]
    check(len(lines) == len(set(lines)) == published, f"{len(lines)} lines of {published} events, {len(set(lines))} of them distinct")
    place.run("pipeline", "run", "--flow", file, "--events", "0", "--data", place.data)
    files = glob.glob(os.path.join(place.data, "objects", "archives", "*", "*"))
    check(place.json("stats", *files)["records"] == published, "the files do not hold each event once")


def tables(place):
    try:
        return rows(place, "SELECT 1 FROM sqlite_master WHERE name = 'replays'")
    except sqlite3.OperationalError:
        return []


def soak_replay_of_100_000_events_at_a_held_rate(place):
    took = replays_through_kills(place, events=100_000, rate=4_000, kills=0, dice=random.Random(1))
    check(25 <= took <= 40, f"100,000 events at 4000/s took {took:.1f} s")
    return f"100,000 events in {took:.1f} s at 4000/s"


def soak_replay_of_100_000_events_through_kills(place):
    took = replays_through_kills(place, events=100_000, rate=10_000, kills=12, dice=random.Random(3))
    return f"{took:.1f} s, 12 kills"
