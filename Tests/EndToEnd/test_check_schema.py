"""`tailrace check schema`: an event by its contract, and the cases of the field's own suite."""
import glob, json, os, shutil
from harness import Skipped, check

SCHEMA = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"$ref": "item.json"}}}}
ITEM = {"type": "object", "properties": {"sku": {"type": "string", "pattern": "^[A-Z]+-[0-9]+$"}}}


def write(place, name, content):
    path = os.path.join(place.folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_checks_an_event_by_its_schema(place):
    schema = write(place, "order.json", SCHEMA)
    write(place, "item.json", ITEM)
    good = write(place, "good.json", {"items": [{"sku": "A-1"}]})
    bad = write(place, "bad.json", {"items": [{"sku": "A-1"}, {"sku": "\u001b[31mx"}, {"sku": 5}]})
    check(place.run("check", "schema", schema, good).strip() == "valid", "a valid event is not said to be valid")
    said = place.run("check", "schema", schema, bad, status=1)
    check("/items/1/sku: must match" in said and "/items/2/sku: must be a string, not 5" in said, f"paths are missing: {said}")
    check("\x1b" not in said, f"what is in an event drives the terminal: {said!r}")
    report = json.loads(place.run("check", "schema", schema, bad, "-o", "json", status=1))
    check(report["valid"] is False and [e["path"] for e in report["errors"]] == ["/items/1/sku", "/items/2/sku"], f"{report}")
    check(report["errors"][0]["keyword"] == "pattern" and report["errors"][0]["schema_path"].endswith("item.json#/properties/sku/pattern"), f"{report}")
    check(json.loads(place.run("check", "schema", schema, "-", "-o", "json", stdin=b'{"items":[]}')) == {"valid": True, "errors": []}, "no -")


def test_says_what_can_not_be_read(place):
    good = write(place, "good.json", {})
    for name, content, word in [("no.json", {"type": "text"}, "#/type"), ("broken.json", b'{"type": ', "byte"), ("latin.json", b'"\xe9"', "UTF-8"),
                                ("ref.json", {"$ref": "none.json"}, "#/$ref"), ("deep.json", b"[" * 100000, "nested deeper"),
                                ("old.json", {"$schema": "http://json-schema.org/draft-04/schema#"}, "draft 6"), ("empty.json", b"", "ends")]:
        place.run("check", "schema", write(place, name, content), good, status=2)
        check(word in place.errors and name in place.errors, f"{name}: {place.errors}")
    place.run("check", "schema", good, os.path.join(place.folder, "missing"), status=2)
    place.run("check", "schema", good, status=2)
    place.run("check", "schema", good, good, "--cases", good, status=2)
    place.run("check", "schema", "--cases", good, status=2)
    check("needs a schema" in place.errors, f"{place.errors}")


def test_runs_cases(place):
    suite = [{"description": "g", "schema": {"type": "integer"}, "tests": [{"description": "one", "data": 1.0, "valid": True},
                                                                          {"description": "two", "data": "x", "valid": True}]}]
    lines = b"\n".join(json.dumps(group).encode() for group in suite * 2)
    said = place.run("check", "schema", "--cases", write(place, "suite.json", suite), status=1)
    check("g / two: should be valid: /: must be an integer" in said and said.endswith("1 passed, 1 failed\n"), said)
    report = json.loads(place.run("check", "schema", "--cases", write(place, "suite.jsonl", lines), "-o", "json", status=1))
    check((report["passed"], report["failed"], len(report["cases"])) == (2, 2, 2), f"{report}")


def test_all_cases_of_the_field_pass(place):
    shared = os.environ.get("TAILRACE_SHARED") or os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared")
    files = sorted(glob.glob(os.path.join(shared, "vectors/json-schema/tests/draft7/**/*.json"), recursive=True))
    if not files:
        raise Skipped("the shared vectors are not beside the repository")
    said = place.run("check", "schema", *[word for file in files for word in ("--cases", file)])
    check(said.strip().endswith("passed, 0 failed") and int(said.split()[0]) > 900, said[-2000:])


def test_what_breaks_its_contract_is_refused_or_kept(place):
    order = {"order_id": "ord-x", "customer": {"id": "c"}, "items": [{"sku": "not a sku", "quantity": 1, "unit_price": 1}], "currency": "EUR",
             "card": {"token": "t", "last4": "4242"}, "reservation": "r"}
    place.run("publish", "--source", "payment", "--type", "PaymentConfirmed", "--data", "{}", "--data", place.data, status=2)
    check("contract PaymentConfirmed v1 at /: must have 'order_id'" in place.errors, place.errors)
    place.run("publish", "--source", "shop", "--type", "OrderPlaced", "--data", json.dumps(order), "--data", place.data)
    run = place.json("pipeline", "run", "--flows", "orders", "--events", "0", "--data", place.data)
    check(run["events"]["rejected"] == 1 and run["dead"] == 1 and run["started"] == run["completed"] + run["dead"] + run["in_flight"], f"{run}")
    plan = place.json("dlq", "plan", "orders-dlq", "--all", "--diff", "--data", place.data)
    warned = [w for w in plan["warnings"] if w.startswith("1 would break contract OrderPlaced v1 at /items/0/sku: ")]
    check(warned and plan["changes"][0]["objection"].startswith("contract OrderPlaced v1 at /items/0/sku"), f"{plan}")
    said = place.run("dlq", "plan", "orders-dlq", "--all", "--data", place.data)
    check("! 1 would break contract OrderPlaced v1 at /items/0/sku" in said, said)
    mended = place.json("dlq", "plan", "orders-dlq", "--all", "--set", '$.detail.items[0].sku="TEA-DARJ-100"', "--data", place.data)
    check(not mended["warnings"] and mended["edited"] == 1, f"{mended}")
    place.run("dlq", "redrive", "orders-dlq", "--all", "--set", '$.detail.items[0].sku="TEA-DARJ-100"', "--yes", "--data", place.data)
    run = place.json("pipeline", "run", "--flows", "orders", "--events", "0", "--data", place.data)
    check(run["dead"] == 0 and run["completed"] == 1, f"the mended order was not handled: {run}")


def test_plans_know_the_contracts_of_a_flow_of_ones_own(place):
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "Resources", "Flows", "examples", "invoices")
    # A copy: its programs write beside themselves.
    file = os.path.join(shutil.copytree(folder, os.path.join(place.folder, "invoices")), "flow.yaml")
    place.run("pipeline", "run", "--flow", file, "--events", "12", "--fail", "0.5", "--seed", "1", "--data", place.data)
    check(any(q["queue"] == "invoices-dlq" for q in place.json("dlq", "list", "--data", place.data)), "nothing died")
    broken = ("dlq", "plan", "invoices-dlq", "--all", "--diff", "--set", "$.detail=1", "--data", place.data)
    plan = place.json(*broken, "--flow", file)
    check(any("contract InvoiceReceived v1 at /" in w for w in plan["warnings"]), f"{plan['warnings']}")
    check(all("InvoiceReceived" in change["objection"] for change in plan["changes"]), f"{plan['changes']}")
    check(not any("contract" in w for w in place.json(*broken)["warnings"]), "nobody named the flow")
