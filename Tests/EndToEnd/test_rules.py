"""`tailrace rules`: what the pipeline of a data directory is ruled by, switched and tried."""
import json, os
from harness import check


def test_rules_are_listed_switched_and_tried(place):
    place.run("rules", "list", "--data", place.data, status=1)
    check("run a pipeline" in place.errors, place.errors)
    place.run("pipeline", "run", "--events", "20", "--seed", "1", "--data", place.data)
    rules = place.json("rules", "list", "--data", place.data)
    check(rules and all(rule["state"] == "ENABLED" and rule["live"] for rule in rules), f"{rules}")
    text = place.run("rules", "list", "--data", place.data)
    check(all(rule["rule"] in text for rule in rules), text)
    plain = next(r for r in rules if r["pattern"].get("detail-type", [""])[0] == "InventoryUpdateFailed")
    data = {"order_id": "o-1", "short": ["MUG-01"], "reason": "stock is short"}
    event = {"id": "1", "detail-type": plain["pattern"]["detail-type"][0], "source": (plain["pattern"].get("source") or ["x"])[0],
             "time": "2026-03-01T09:00:00Z", "detail": data}
    path = os.path.join(place.folder, "event.json")
    with open(path, "w") as file:
        json.dump(event, file)
    report = place.json("rules", "test", path, "--data", place.data)
    check(plain["rule"] in [r["rule"] for r in report["matches"]], f"{report}")
    check(len(report["nearest"]) <= 3 and all(n["misses"] for n in report["nearest"]), f"{report}")
    matching = [r["rule"] for r in report["matches"]]
    place.run("rules", "disable", *matching, "--data", place.data)
    text = place.run("rules", "test", path, "--data", place.data, status=1)
    check("DISABLED" in text, text)
    before = place.json("pipeline", "run", "--events", "0", "--data", place.data)["events"]
    place.run("publish", "--source", event["source"], "--type", event["detail-type"], "--data", json.dumps(data), "--data", place.data)
    after = place.json("pipeline", "run", "--events", "0", "--data", place.data)["events"]
    check(after["unmatched"] == before["unmatched"] + 1, f"{before} {after}")
    states = {r["rule"]: r["state"] for r in place.json("rules", "list", "--data", place.data)}
    check(all(states[name] == "DISABLED" for name in matching), "it stays off over two runs")
    place.run("rules", "enable", *matching, "--data", place.data)
    place.run("rules", "test", path, "--data", place.data)
    place.run("rules", "disable", matching[0], "no-such-rule", "--data", place.data, status=1)
    check("no-such-rule" in place.errors, place.errors)
    place.run("rules", "test", path, "--data", place.data)
    with open(path, "w") as file:
        file.write("[]")
    place.run("rules", "test", path, "--data", place.data, status=2)
