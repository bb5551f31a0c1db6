"""What an operator sees of a running pipeline's parts and does to them from another process: `consumers`, `faults`, `executions`, `cost`."""
import json, os
from harness import check, until
from test_pipeline import accounts_hold

FLOW = {
    "flow": "shop",
    "queues": [
        {"QueueName": "orders", "VisibilityTimeout": 1, "RedrivePolicy": {"deadLetterQueue": "orders-dlq", "maxReceiveCount": 1}},
        {"QueueName": "orders-dlq"},
    ],
    "rules": [
        {"Name": "placed", "EventPattern": {"detail-type": ["Placed"]}, "Targets": [{"Id": "orders", "Queue": "orders"}]},
        {"Name": "slow", "EventPattern": {"detail-type": ["Slow"]}, "Targets": [{"Id": "machine", "StateMachine": "waits"}]},
    ],
    "functions": [{"FunctionName": "take", "exec": ["/bin/cat"], "Timeout": 1, "MemorySize": 256, "Tags": {"team": "front"}}],
    "eventSourceMappings": [{"Queue": "orders", "FunctionName": "take"}],
    "stateMachines": [{"StateMachineName": "waits", "Definition": {"StartAt": "Wait", "States": {
        "Wait": {"Type": "Wait", "SecondsPath": "$.detail.seconds", "Next": "Take"},
        "Take": {"Type": "Task", "Resource": "function:take", "End": True}}}}],
    "budgets": [{"BudgetName": "shop", "BudgetLimit": 0.0000001, "TimeUnit": "DAILY", "Flow": "shop"}],
}


def with_pipeline(place, act):
    flow = os.path.join(place.folder, "shop.json")
    with open(flow, "w") as file:
        json.dump(FLOW, file)
    pipeline = place.start("pipeline", "run", "--flow", flow, "--for", "300s", "--data", place.data)
    try:
        until(lambda: "orders/take" in place.run("consumers", "list", "--data", place.data, status=None), "the pipeline has begun")
        act()
    finally:
        pipeline.kill()
        pipeline.wait()
        pipeline.stdout.close()
        pipeline.stderr.close()


def publish(place, type, data):
    place.run("publish", "--source", "s", "--type", type, "--data", json.dumps(data), "--data", place.data)


def depth(place, queue):
    return {row["queue"]: row["depth"] for row in place.json("queues", "list", "--data", place.data)}[queue]


def test_consumers_are_paused_and_functions_made_to_fail_beside_a_running_pipeline(place):
    def act():
        check("takes nothing" in place.run("consumers", "pause", "orders/take", "--data", place.data), "a pause is said")
        check(place.json("consumers", "list", "--data", place.data)
              == [{"consumer": "orders/take", "source": "orders", "function": "take", "paused": True}], "a pause is listed")
        publish(place, "Placed", {"n": 1})
        until(lambda: depth(place, "orders") == 1, "the order waits")
        place.run("faults", "inject", "take", "--error-type", "CardDeclined", "--data", place.data)
        check(place.json("faults", "list", "--data", place.data)[0]["error"]["type"] == "CardDeclined", "a fault is listed")
        place.run("consumers", "resume", "orders/take", "--data", place.data)
        until(lambda: depth(place, "orders-dlq") == 1, "the order dies of the fault")
        groups = place.json("dlq", "list", "--data", place.data)[0]["groups"]
        check("CardDeclined" in groups[0]["error"], f"{groups}")
        place.run("faults", "clear", "take", "--data", place.data)
        place.run("dlq", "redrive", "orders-dlq", "--all", "--yes", "--data", place.data)
        until(lambda: depth(place, "orders") == depth(place, "orders-dlq") == 0, "the redrive completes")
        for words, wrong in [(("consumers", "pause", "x/y"), "no consumer x/y"), (("faults", "inject", "x"), "no function x"),
                             (("faults", "clear", "take"), "no fault is injected"), (("faults", "inject", "take", "--share", "0"), "above 0"),
                             (("consumers", "pause", "orders/take", "--read-only"), "read-only")]:
            place.run(*words, "--data", place.data, status=2)
            check(wrong in place.errors, f"{words}: {place.errors}")
        said = [json.loads(line)["event_type"] for line in place.run(
            "logs", "--data", place.data, "-q", "exists(actor)", "-o", "json").splitlines() if '"actor"' in line]
        for act in ("ConsumerPaused", "FaultInjected", "ConsumerResumed", "FaultCleared"):
            check(act in said, f"{act} is not in the telemetry: {said}")
    with_pipeline(place, act)


def test_executions_are_shown_stopped_and_redriven_beside_a_running_pipeline(place):
    def listed():
        return place.json("executions", "list", "waits", "--data", place.data)

    def act():
        publish(place, "Slow", {"seconds": 3600})
        until(lambda: [one["state"] for one in listed()] == ["Wait"], "the execution waits")
        id = listed()[0]["id"]
        shown = place.json("executions", "show", id, "--history", "--data", place.data)
        check([state["mark"] for state in shown["states"]] == ["current", "ahead"] and shown["history"], f"{shown}")
        text = place.run("executions", "show", listed()[0]["name"], "--data", place.data)
        check("▶ Wait" in text and "· Take" in text and "RUNNING" in text, text)
        place.run("executions", "stop", id, "--data", place.data)
        check(listed()[0]["status"] == "ABORTED", f"{listed()}")
        place.run("executions", "redrive", id, "--data", place.data)
        check(listed()[0]["status"] == "RUNNING" and listed()[0]["redrives"] == 1, f"{listed()}")
        place.run("executions", "stop", id, "--data", place.data)

        place.run("executions", "start", "waits", "--input", '{"detail": {"seconds": 0}}', "--name", "mine", "--data", place.data)
        until(lambda: place.json("executions", "show", "mine", "--data", place.data)["status"] == "SUCCEEDED", "it ends")
        done = place.json("executions", "show", "mine", "--data", place.data)
        check(done["output"] == {"detail": {"seconds": 0}} and [state["mark"] for state in done["states"]] == ["left", "left"], f"{done}")
        for words, status, wrong in [
            (("start", "waits", "--name", "mine"), 2, "Already Exists"), (("start", "nothing"), 2, "Does Not Exist"),
            (("start", "waits", "--input", "{"), 2, "--input"), (("show", "nobody"), 1, "no execution"), (("redrive", "mine"), 2, "not redrivable"),
            (("list", "nothing"), 2, "no state machine"), (("list", "--status", "DONE"), 2, "--status takes"),
        ]:
            place.run("executions", *words, "--data", place.data, status=status)
            check(wrong in place.errors, f"{words}: {place.errors}")
    with_pipeline(place, act)


def test_cost_is_told_by_function_flow_and_tag_and_a_budget_alerts(place):
    def act():
        for n in range(3):
            publish(place, "Placed", {"n": n})
        def rows(*by):
            return place.json("cost", *by, "--data", place.data)
        until(lambda: sum(row["requests"] for row in rows()["rows"]) >= 1 and rows()["budgets"][0]["alerted"], "the use is counted")
        function, flow, tag = (rows(*by)["rows"] for by in ([], ["--by", "flow"], ["--by", "tag:team"]))
        check([row["name"] for row in function] == ["take"] and [row["name"] for row in flow] == ["shop"]
              and [row["name"] for row in tag] == ["front"], f"{function} {flow} {tag}")
        row = function[0]
        check(abs(row["gb_seconds"] - row["billed_ms"] * 256 / 1024 / 1000) < 1e-12, f"{row}")
        check(abs(row["cost_usd"] - (row["gb_seconds"] * 0.0000166667 + row["requests"] * 0.0000002)) < 1e-12, f"{row}")
        alert = [json.loads(line) for line in place.run("logs", "--data", place.data, "-q", "type=BudgetThresholdExceeded", "-o", "json").splitlines()]
        check(len(alert) == 1 and alert[0]["severity"] == "warn", f"{alert}")
        prices = os.path.join(place.folder, "prices.json")
        with open(prices, "w") as file:
            json.dump({"name": "ours", "date": "2026-01", "per_gb_second": 0, "per_million_requests": 1000000}, file)
        check(rows("--prices", prices)["total_usd"] == rows()["rows"][0]["requests"], "other prices count")
        text = place.run("cost", "--data", place.data)
        check("2024-11" in text and "take" in text and "budget shop" in text, text)
        with open(prices, "w") as file:
            json.dump({"name": "ours", "date": "2026-01", "per_gb_second": -1}, file)
        place.run("cost", "--prices", prices, "--data", place.data, status=2)
        check("per_gb_second" in place.errors, place.errors)
    with_pipeline(place, act)


def test_payloads_are_encrypted_at_rest_and_a_wrong_key_is_told(place):
    flow, keys = os.path.join(place.folder, "shop.json"), [os.path.join(place.folder, name) for name in ("right", "wrong")]
    with open(flow, "w") as file:
        json.dump(FLOW, file)
    for path, key in zip(keys, ("5a" * 32, "5b" * 32)):
        with open(path, "w") as file:
            file.write(key + "\n")
    place.environment["TAILRACE_ENCRYPTION_KEY_FILE"] = keys[0]
    run = ["pipeline", "run", "--flow", flow, "--events", "0", "--data", place.data]
    place.run(*run)
    place.run("faults", "inject", "take", "--data", place.data)
    publish(place, "Placed", {"iban": "DE02-1203-0000"})
    accounts_hold(place.json(*run))
    shown = place.json("dlq", "show", "orders-dlq", "--data", place.data)
    check(len(shown) == 1 and "DE02-1203-0000" in shown[0]["body"], f"{shown}")
    for name in os.listdir(place.data):
        if name.startswith("pipeline.sqlite"):
            with open(os.path.join(place.data, name), "rb") as file:
                check(b"DE02-1203-0000" not in file.read(), f"{name} has the payload in the clear")
    for path, words in [(keys[1], "and the key given is"), ("", "is encrypted with the key"), ("/nothing", "cannot read /nothing")]:
        place.environment["TAILRACE_ENCRYPTION_KEY_FILE"] = path
        for command in (run, ["dlq", "list", "--data", place.data], ["executions", "list", "--data", place.data]):
            place.run(*command, status=2)
            check(words in place.errors, f"{command} with {path}: {place.errors}")
    place.environment["TAILRACE_ENCRYPTION_KEY_FILE"] = keys[0]
    place.run("faults", "clear", "take", "--data", place.data)
    place.run("dlq", "redrive", "orders-dlq", "--all", "--yes", "--data", place.data)
    last = place.json(*run)
    check((last["dead"], last["in_flight"]) == (0, 0), f"{last}")
