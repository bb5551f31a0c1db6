"""The map: the wiring of the bundled flows as their traffic shows it, and anybody's logs counted a second time here."""
import collections, glob, json, os, shutil, subprocess
from harness import check

# What the orders and uploads flows wire: rule, the event type it takes, and where each of its targets leads.
RULES = {
    ("order-fanout", "OrderPlaced"): ["orders-payment", "ReserveInventory", "NotifyCustomer", "orders-analytics"],
    ("payment-confirmed", "PaymentConfirmed"): ["UpdateInventory"],
    ("inventory-updated", "InventoryUpdated"): ["SendShippingAlert"],
    ("csv-uploaded", "Object Created"): ["uploads"],
    ("data-validated", "DataValidated"): ["csv-transformer"],
    ("data-processed", "DataProcessingCompleted"): ["csv-loader"],
}
MAPPINGS = {"orders-payment": "ProcessPayment", "orders-analytics": "CountOrders", "uploads": "csv-validator"}
PUBLISHERS = {"shop": "OrderPlaced", "ProcessPayment": "PaymentConfirmed", "UpdateInventory": "InventoryUpdated",
              "csv-validator": "DataValidated", "csv-transformer": "DataProcessingCompleted"}


def telemetry(place):
    for path in sorted(glob.glob(os.path.join(place.data, "telemetry", "*.jsonl"))):
        with open(path) as file:
            yield from (json.loads(line) for line in file)


def test_the_map_of_the_bundled_flows_is_their_wiring(place):
    place.run("pipeline", "run", "--flows", "orders,uploads", "--events", "200", "--fail", "0.2", "--seed", "7", "--data", place.data)
    graph = place.json("map", "--data", place.data)
    kinds = {node["name"]: node["kind"] for node in graph["nodes"]}
    edges = {(edge["from"], edge["to"], edge["via"]): edge for edge in graph["edges"]}
    check(len(edges) == len(graph["edges"]), "an edge stands twice")
    check(graph["unlinked"] == 0, f"{graph['unlinked']} hops have no cause")
    check(not any(edge["inferred"] for edge in graph["edges"]), "something was guessed")
    check(kinds["default"] == "bus", f"the bus is a {kinds['default']}")
    for (rule, kind), targets in RULES.items():
        check(kinds.get(rule) == "rule", f"{rule} is a {kinds.get(rule)}")
        check(("default", rule, kind) in edges, f"{rule} takes no {kind}")
        leads = {to for frm, to, _ in edges if frm == rule and kinds[to] != "dead-letter queue"}
        check(leads == set(targets), f"{rule} leads to {leads}, not {targets}")
    for queue, function in MAPPINGS.items():
        check(kinds.get(queue) == "queue" and kinds.get(function) == "function", f"{queue}: {kinds.get(queue)}, {function}: {kinds.get(function)}")
        check([to for frm, to, _ in edges if frm == queue and kinds[to] == "function"] == [function], f"{queue} is not handled by {function}")
    for publisher, kind in PUBLISHERS.items():
        check((publisher, "default", kind) in edges, f"{publisher} publishes no {kind}")

    # The same counts from the lines themselves.
    attempts, failed, dead = collections.Counter(), collections.Counter(), collections.Counter()
    for line in telemetry(place):
        if line.get("hop") == "invoke" and "duration_ms" in line:
            attempts[line["resource"]] += 1
            failed[line["resource"]] += "error" in line
        if line.get("hop") == "deadletter":
            dead[line["resource"]] += 1
    for function in (name for name, kind in kinds.items() if kind == "function"):
        into = [edge for edge in graph["edges"] if edge["to"] == function]
        check(sum(e["count"] for e in into) == attempts[function], f"{function}: {into}, {attempts[function]} attempts were made")
        check(sum(e["errors"] for e in into) == failed[function], f"{function}: {into}, {failed[function]} failed")
        check(all(e["p95_ms"] is not None for e in into), f"{function}: no p95: {into}")
    check(sum(dead.values()) > 0, "nothing died with --fail 0.2")
    for queue, count in dead.items():
        into = sum(e["count"] for e in graph["edges"] if e["to"] == queue and kinds[e["to"]] == "dead-letter queue")
        check(into == count, f"{queue}: {into} on the map, {count} died")


def test_services_that_only_name_causes_are_linked(place):
    services, types, events, expected = ["web", "orders", "stock", "mail"], ["Asked", "Placed", "Sent"], [], collections.Counter()
    for n in range(5000):
        event = {"id": f"e{n}", "service": services[n * 7 % 4], "type": types[n % 3], "flow": f"f{n // 10}"}
        event["cause"] = events[n - n % 10 + (n % 10) // 2] if n % 10 else None
        events.append(event)
        if event["cause"]:
            expected[event["cause"]["service"], event["service"], event["cause"]["type"]] += 1
    path = os.path.join(place.folder, "events.jsonl")
    with open(path, "w") as file:
        # The latest first: a cause may stand after what it caused.
        for event in reversed(events):
            line = {"service_name": event["service"], "event_type": event["type"], "event_id": event["id"], "correlation_id": event["flow"],
                    "causation_id": event["cause"] and event["cause"]["id"], "message": "m"}
            file.write(json.dumps(line) + "\n")
    graph = place.json("map", path)
    found = {(e["from"], e["to"], e["via"]): e["count"] for e in graph["edges"]}
    check(found == dict(expected), f"{found} is not {dict(expected)}")

    one = place.json("map", path, "-q", "id=f3")
    check(sum(e["count"] for e in one["edges"]) == 9, f"one flow of ten events has nine edges: {one['edges']}")
    place.run("map", path, "-q", "id=nobody", status=1)
    place.run("map", path, "-q", "id=", status=2)


def test_maps_as_text_and_for_graphviz(place):
    path = os.path.join(place.folder, "hostile.jsonl")
    names = ["a\"b", "back\\slash", "line\nbreak", "\x1b[31mred", "->", "日本 語", "", "x" * 300]
    with open(path, "w") as file:
        for n, name in enumerate(names):
            file.write(json.dumps({"service": name, "event_type": f"T{name}", "event_id": str(n), "causation_id": str(n - 1), "message": "m"}) + "\n")
    dot = place.run("map", path, "-o", "dot")
    check(dot.startswith("digraph") and dot.count("{") == dot.count("}") == 1, dot)
    check("\x1b" not in dot, "an escape sequence got through")
    if shutil.which("dot"):
        done = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True)
        check(done.returncode == 0, done.stderr.decode(errors="replace"))
    for more in ([], ["--ascii"]):
        text = place.run("map", path, *more)
        check("\x1b" not in text and all(len(line) <= 90 for line in text.splitlines()), text)
    empty = os.path.join(place.folder, "empty.jsonl")
    open(empty, "w").close()
    check(place.json("map", empty, status=1)["nodes"] == [], "an empty file has nodes")


def test_nodes_are_of_the_kinds_of_the_field(place):
    place.run("pipeline", "run", "--flows", "changefeed,shop,documents", "--events", "30", "--fail", "0", "--seed", "7", "--data", place.data)
    nodes = {(node["kind"], node["name"]) for node in place.json("map", "--data", place.data)["nodes"]}
    for node in (("topic", "product-changes"), ("subscription", "product-changes/prices"), ("table", "products"), ("table", "shop-orders"),
                 ("topic", "order-confirmations"), ("stream", "documents-backup"), ("object store", "aws.s3"), ("queue", "price-updates"),
                 ("bus", "default"), ("function", "change-publisher")):
        check(node in nodes, f"there is no {node}: {sorted(nodes)}")
    names = {name for kind, name in nodes if kind in ("bus", "queue", "rule")}
    wrong = names & {"product-changes", "order-confirmations", "products", "shop-orders", "documents-backup"}
    check(not wrong, f"{wrong} are no bus, queue or rule")


def test_a_record_that_nothing_reads_has_arrived(place):
    flow = os.path.join(place.folder, "clicks.json")
    with open(flow, "w") as file:
        json.dump({
            "flow": "clicks", "streams": [{"StreamName": "clicks"}],
            "rules": [{"Name": "clicked", "EventPattern": {"source": ["page"]}, "Targets": [{"Id": "clicks", "Stream": "clicks"}]}],
            "stimulus": {"Events": [{"Source": "page", "DetailType": "Clicked", "Detail": {"n": "<index>"}}]},
        }, file)
    place.run("pipeline", "run", "--flow", flow, "--events", "3", "--data", place.data)
    flows = place.json("traces", "--data", place.data)
    check(len(flows) == 3 and all(flow["status"] == "ok" for flow in flows), f"{flows}")
    text = place.run("trace", flows[0]["correlation_id"], "--data", place.data)
    check("stream clicks" in text and "no reader" in text, text)
