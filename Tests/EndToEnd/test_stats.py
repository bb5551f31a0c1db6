"""What `stats` counts and `traces` lists, against a count made here from the same file."""
import json, math, os, random
from collections import Counter, defaultdict
from harness import check

SERVICES = ["api", "orders", "payments", "inventory", "shipping"]
EVENTS = ["OrderPlaced", "PaymentRequested", "StockReserved", "ShipmentCreated"]
SEVERITIES = ["DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR"]


def write_log(path, lines, seed):
    """A log of interleaved flows. Some records have no severity, service, duration or correlation id; some lines are no JSON."""
    chance = random.Random(seed)
    flows = [[f"flow-{n}", chance.randint(1, 15)] for n in range(200)]
    made = len(flows)
    with open(path, "w") as file:
        for n in range(lines):
            if chance.random() < 0.001:
                file.write("not a record\n")
                continue
            record = {"timestamp": f"2026-03-01T{n // 3600000 % 24:02}:{n // 60000 % 60:02}:{n // 1000 % 60:02}.{n % 1000:03}Z"}
            if chance.random() < 0.99:
                record["severity"] = chance.choice(SEVERITIES)
            if chance.random() < 0.99:
                record["service_name"] = chance.choice(SERVICES)
            if chance.random() < 0.9:
                record["event_type"] = chance.choice(EVENTS)
            if chance.random() < 0.95:
                at = chance.randrange(len(flows))
                record["correlation_id"] = flows[at][0]
                flows[at][1] -= 1
                if flows[at][1] == 0:
                    flows[at] = [f"flow-{made}", chance.randint(1, 15)]
                    made += 1
            if chance.random() < 0.8:
                record["duration_ms"] = round(math.exp(chance.uniform(-3, 9)), 3)
            record["message"] = "did some work"
            file.write(json.dumps(record) + "\n")


def count(path):
    """What there is in a log: records, malformed lines, counts by severity and event type, and by service and by flow."""
    severities, types, malformed, records = Counter(), Counter(), 0, 0
    services = defaultdict(lambda: {"records": 0, "errors": 0, "durations": []})
    flows = defaultdict(lambda: {"records": 0, "errors": 0, "started": None, "ended": None})
    with open(path) as file:
        for line in file:
            records += 1
            try:
                record = json.loads(line)
            except ValueError:
                malformed += 1
                continue
            severity, failed = record.get("severity", "").lower(), record.get("severity") == "ERROR"
            if severity:
                severities[severity] += 1
            if "event_type" in record:
                types[record["event_type"]] += 1
            if "service_name" in record:
                service = services[record["service_name"]]
                service["records"] += 1
                service["errors"] += failed
                if "duration_ms" in record:
                    service["durations"].append(record["duration_ms"])
            if "correlation_id" in record:
                flow = flows[record["correlation_id"]]
                flow["records"] += 1
                flow["errors"] += failed
                flow["started"] = min(flow["started"] or "9", record["timestamp"])
                flow["ended"] = max(flow["ended"] or "", record["timestamp"])
    return records, malformed, severities, types, services, flows


def compare_statistics(place, lines):
    path = os.path.join(place.folder, "log.jsonl")
    write_log(path, lines, seed=lines)
    records, malformed, severities, types, services, flows = count(path)
    stats = place.json("stats", path)
    check((stats["records"], stats["malformed"], stats["dropped"]) == (records, malformed, 0), f"records {stats['records']}, malformed {stats['malformed']}")
    check(stats["correlations"] == len(flows), f"{stats['correlations']} flows, not {len(flows)}")
    check({k: v for k, v in stats["by_severity"].items() if v} == dict(severities), f"severities {stats['by_severity']}, not {severities}")
    check({t["event_type"]: t["records"] for t in stats["by_event_type"]} == dict(types), f"event types {stats['by_event_type']}")
    check({s["service"] for s in stats["by_service"]} == set(services), "the services")
    for row in stats["by_service"]:
        own = services[row["service"]]
        check((row["records"], row["errors"]) == (own["records"], own["errors"]), f"{row} is not {own['records']}, {own['errors']}")
        durations = sorted(own["durations"])
        for share in (50, 95, 99):
            exact, read = durations[math.ceil(share * len(durations) / 100) - 1], row[f"p{share}_ms"]
            check(exact - 0.001 <= read <= exact * 1.001 + 0.001, f"p{share} of {row['service']} is {read}, not {exact}")


def compare_flows(place, lines):
    path = os.path.join(place.folder, "log.jsonl")
    write_log(path, lines, seed=lines)
    flows = count(path)[-1]
    orders = {"latest": lambda f: f["ended"], "errors": lambda f: f["errors"]}
    for order, key in orders.items():
        listed = place.json("traces", path, "--sort", order, "-n", "50")
        wanted = sorted((key(f) for f in flows.values()), reverse=True)[:50]
        check([key(flows[f["correlation_id"]]) for f in listed] == wanted, f"the first flows by {order}")
        for flow in listed:
            own = flows[flow["correlation_id"]]
            check((flow["records"], flow["errors"]) == (own["records"], own["errors"]), f"{flow} is not {own}")
    slowest = [f["duration_ms"] for f in place.json("traces", path, "--sort", "slowest")]
    check(len(slowest) == len(flows) and slowest == sorted(slowest, reverse=True), "all flows, the slowest first")
    failed = place.json("traces", path, "-q", "level>=error")
    check({f["correlation_id"] for f in failed} == {name for name, f in flows.items() if f["errors"]}, "the flows with an error")
    one = max(flows, key=lambda name: flows[name]["records"])
    check(place.json("trace", one, path)["records"] == flows[one]["records"], f"the records of {one}")


def test_statistics_equal_an_independent_count(place):
    compare_statistics(place, 100_000)


def test_flows_equal_an_independent_count(place):
    compare_flows(place, 20_000)


def soak_statistics_and_flows_of_a_million_lines(place):
    compare_statistics(place, 1_000_000)
    compare_flows(place, 1_000_000)


def test_a_flow_is_found_by_any_of_its_ids(place):
    path = os.path.join(place.folder, "log.jsonl")
    request, trace = "c0ffee00-1111-4222-8333-444455556666", "5759e988bd862e3fe1be46a994272793"
    lines = [
        {"requestId": request, "message": "START"},
        {"trace_id": trace, "request_id": request, "message": "authorised"},
        {"correlation_id": "order-1", "trace_id": trace, "message": "placed"},
        {"request_id": request, "message": "END"},
        {"correlation_id": "order-2", "message": "another"},
    ]
    with open(path, "w") as file:
        for n, line in enumerate(lines):
            file.write(json.dumps({"timestamp": f"2026-03-01T00:00:0{n}Z", "level": "info", **line}) + "\n")
    for id in ("order-1", trace, request, trace[:10]):
        flow = place.json("trace", id, path)
        check((flow["correlation_id"], flow["records"]) == ("order-1", 4), f"{id} leads to {flow['correlation_id']}, {flow['records']} records")
    listed = place.json("traces", path)
    check({f["correlation_id"]: f["records"] for f in listed} == {"order-1": 4, "order-2": 1}, f"{listed}")
    check(place.json("stats", path)["correlations"] == 2, "two flows")
    check(place.json("traces", path, "-q", "placed")[0]["records"] == 4, "a flow matches when a record of it does")
    place.run("trace", "no-such-id", path, status=1)
