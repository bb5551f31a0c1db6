"""Dead letters for the tests of `tailrace dlq`: real ones, and many or odd ones made of a real one by import."""
import base64, hashlib, json, os, sqlite3
from harness import check

QUEUE, SOURCE = "payments-dlq", "orders-payment"


def dlq(place, *arguments, **options):
    """Runs `tailrace dlq ... -o json` on the place's data; answers what it printed, nothing if it printed nothing."""
    text = place.run("dlq", *arguments, "-o", "json", "--data", place.data, **options)
    return json.loads(text) if text.strip() else None


def run_flows(place, events=60, fail=0.4, flows="orders,uploads", seed=7):
    return place.json("pipeline", "run", "--flows", flows, "--events", str(events), "--fail", str(fail), "--seed", str(seed),
                      "--data", place.data)


def drain(place, flows="orders,uploads"):
    return place.json("pipeline", "run", "--flows", flows, "--events", "0", "--data", place.data)


def export(place, queue=QUEUE, *select, status=0):
    text = place.run("dlq", "export", queue, *select, "--data", place.data, status=status)
    return [json.loads(line) for line in text.splitlines()]


def body(letter):
    """The body's bytes, of an exported line or of what `dlq show -o json` prints."""
    return base64.b64decode(letter["body"]) if letter["body_encoding"] == "base64" else letter["body"].encode()


def digest(letter):
    return hashlib.sha256(body(letter)).hexdigest()


def line(like, id, content):
    """A line of an export: a message like another one, with an id, a flow and a body of its own."""
    return json.dumps({**like, "id": id, "correlation_id": f"flow-{id}", "generation": 0, "history": [], "body_encoding": "base64",
                       "body": base64.b64encode(content).decode()}) + "\n"


def bring_in(place, lines, queue=QUEUE, status=0):
    """Imports lines from a file; answers the report."""
    path = os.path.join(place.folder, "import.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return dlq(place, "import", queue, path, status=status)


def template(place):
    """A data directory without dead letters; answers a line of an export to make others like."""
    run_flows(place, events=20, fail=1, flows="orders")
    like = export(place)[0]
    dlq(place, "purge", QUEUE, "--yes")
    return like


def only_imported(place, bodies):
    """A payments queue that holds nothing but messages with these bodies, by id; answers the line they are like."""
    like = template(place)
    report = bring_in(place, [line(like, id, content) for id, content in bodies.items()])
    check(report["added"] == len(bodies) and report["refused"] == 0, f"{len(bodies)} lines were imported as {report}")
    return like


def many(count):
    return {f"m-{n:06}": b'{"n":%d}' % n for n in range(count)}


def depth(place, queue=QUEUE):
    # An empty workbench ends with status 1.
    return next(q["depth"] for q in dlq(place, "list", status=None) if q["queue"] == queue)


def arrived(place, queue=SOURCE):
    """The bodies of the messages that wait in a queue, sorted: what redrives have sent while no pipeline ran."""
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    try:
        return sorted(bytes(row[0]) for row in database.execute("SELECT body FROM messages WHERE queue = ? AND died IS NULL", (queue,)))
    finally:
        database.close()
