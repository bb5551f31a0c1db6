"""Each bundled flow by itself: it runs, fails, is inspected, redriven and complete, and its trace tells all of it."""
import gzip, json, os, sqlite3
from harness import check


def rows(place, sql, *values):
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def items(place, table):
    return {key: json.loads(value) for key, value in rows(place, "SELECT key, value FROM items WHERE tbl = ?", table)}


def objects(place, bucket):
    """The newest version of each object: its bytes by its key."""
    found = rows(place, "SELECT key, path FROM objects WHERE bucket = ? ORDER BY seq", bucket)
    return {key: open(os.path.join(place.data, "objects", path), "rb").read() for key, path in found}


def follow(place, flow, queue, error, services):
    """Runs a flow with failures, redrives what died and returns the correlation id of one that was redriven."""
    run = place.json("pipeline", "run", "--flows", flow, "--events", "30", "--fail", "0.2", "--seed", "1", "--data", place.data)
    check(run["started"] == 30 == run["completed"] + run["dead"] and run["in_flight"] == 0, f"accounts: {run}")
    check(run["dead"] == 6, f"a fifth was to die: {run}")
    held = {q["queue"]: q for q in place.json("dlq", "list", "--data", place.data)}
    check(held[queue]["depth"] == 6, f"dead letters: {held}")
    dead = place.json("dlq", "show", queue, "--data", place.data)
    check(all(error in str(letter["error"]) for letter in dead), f"why they died: {dead[0]}")
    flows = {letter["correlation_id"] for letter in dead}
    check(len(flows) == 6, f"the flows that died: {flows}")
    place.run("dlq", "redrive", queue, "--all", "--yes", "--data", place.data)
    run = place.json("pipeline", "run", "--flows", flow, "--events", "0", "--data", place.data)
    check((run["completed"], run["dead"], run["in_flight"]) == (30, 0, 0), f"after the redrive: {run}")
    for correlation_id in flows:
        trace = place.json("trace", correlation_id, "--data", place.data)
        check(trace["status"] in ("ok", "retried"), f"the trace of {correlation_id}: {trace['status']}")
        check(trace["dead_letters"] == 1 and trace["redrives"] == 1, f"what the trace tells: {trace}")
        missing = set(services) - set(trace["services"])
        check(not missing, f"the trace lacks {missing}: {trace['services']}")
    return flows


def test_fanout(place):
    follow(place, "fanout", "fanout-dlq", "ServiceUnavailable", ["stock-check", "checkout", "confirmation", "sales-figures"])


def test_changefeed(place):
    follow(place, "changefeed", "changefeed-dlq", "PoisonRecord", ["crm-writer", "change-publisher", "change-audit"])


def test_shop(place):
    follow(place, "shop", "shop-dlq", "ServiceUnavailable", ["shop-desk", "shop-stock", "shop-mail"])
    mails = place.run("logs", "-q", 'service=shop-mail "mail written"', "-o", "json", "--data", place.data).splitlines()
    check(len({json.loads(line)["correlation_id"] for line in mails}) == 30, f"{len(mails)} mails")


def test_filtering(place):
    follow(place, "filtering", "filtering-dlq", "ServiceUnavailable", ["order-review"])


def test_batching(place):
    follow(place, "batching", "readings-dlq", "ServiceUnavailable", ["readings"])


def test_destinations(place):
    follow(place, "destinations", "settlements-dlq", "ServiceUnavailable", ["settlement", "booking"])


def test_multicloud(place):
    follow(place, "multicloud", "envelopes-dlq", "ServiceUnavailable", ["intake"])


def test_documents(place):
    follow(place, "documents", "documents-dlq", "ServiceUnavailable", ["documents", "document-backup"])
    uploaded, moved = objects(place, "documents"), objects(place, "documents-processed")
    known = items(place, "documents")
    check(len(known) == 30 == len(uploaded) and set(known) == set(uploaded), f"{len(known)} of {len(uploaded)} documents are known")
    for key, document in known.items():
        check(moved[document["moved_to"]] == uploaded[key], f"{key} is not what lies at {document['moved_to']}")
        check(document["text"].count("\n") + 1 == document["lines"] and document["lines"] > 1, f"{document}")
    events = [json.loads(item["event"]) for item in items(place, "documents-backup").values()]
    check({event["detail"]["object"]["key"] for event in events} == set(uploaded), "the backup does not have every raw event")


def test_ingest(place):
    follow(place, "ingest", "ingest-dlq", "ServiceUnavailable", ["ingest-validator", "ingest-processor"])
    sent = {}
    for content in objects(place, "customer-files").values():
        batch = json.loads(content)
        for row in batch["rows"]:
            sent[batch["customer"], row["sku"]] = sent.get((batch["customer"], row["sku"]), 0) + row["quantity"]
    held = rows(place, "SELECT key, sort, value FROM items WHERE tbl = 'warehouse'")
    check({(key, sort): json.loads(value)["quantity"] for key, sort, value in held} == sent, "the warehouse holds what was sent, once")


def test_logs_are_archived(place):
    follow(place, "logs", "logs-dlq", "ServiceUnavailable", ["log-archiver", "log-scanner"])
    logs, archive = objects(place, "app-logs"), objects(place, "log-archive")
    check(len(archive) == 30 == len(logs), f"{len(archive)} of {len(logs)} logs are archived")
    critical = {}
    for key, packed in archive.items():
        text, date, original = gzip.decompress(packed), "/".join(key.split("/")[1:4]), "/".join(key.split("/")[4:])[: -len(".gz")]
        check(text == logs[original], f"{key} is not {original}")
        check(text.decode().splitlines()[1].startswith(date.replace("/", "-")), f"{key} has another date")
        for number, line in enumerate(text.decode().split("\n"), 1):
            if line.split(" ")[1:2] == ["CRITICAL"]:
                critical[f"{key}#{number}"] = {"line": line}
    check(critical and items(place, "findings") == critical, "the findings are the critical lines")
