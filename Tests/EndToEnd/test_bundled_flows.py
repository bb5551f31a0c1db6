"""Each bundled flow by itself: it runs, fails, is inspected, redriven and complete, and its trace tells all of it."""
import json
from harness import check


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


def test_ingest(place):
    follow(place, "ingest", "ingest-dlq", "ServiceUnavailable", ["ingest-validator", "ingest-processor"])


def test_logs_are_archived(place):
    follow(place, "logs", "logs-dlq", "ServiceUnavailable", ["log-archiver", "log-scanner"])
