"""`tailrace trace --at|--step|--steps` and `[` `]` in the dashboard: a flow as it was, with its queues and state machines."""
import json, os, re
from harness import Screen, check


def walk(nodes):
    for node in nodes:
        yield node
        yield from walk(node["children"])


def undone(place):
    """Runs the saga and answers a flow of it that a step of its state machine undid: (id, its steps)."""
    place.run("pipeline", "run", "--flows", "saga", "--events", "40", "--fail", "0.6", "--seed", "9", "--data", place.data)
    for flow in place.json("traces", "--data", place.data, "-n", "40"):
        steps = place.json("trace", flow["correlation_id"], "--data", place.data, "--steps")
        if any("enters RefundPayment" in step["what"] for step in steps):
            return flow["correlation_id"], steps
    check(False, "no order of 40 was refunded")


def number(steps, what):
    found = [step["step"] for step in steps if what in step["what"]]
    check(found, f"no step says {what!r}: {[step['what'] for step in steps]}")
    return found[0]


def test_a_saga_is_stepped_through(place):
    id, steps = undone(place)
    check([step["step"] for step in steps] == list(range(1, len(steps) + 1)), f"{steps}")
    times = [step["at"] for step in steps]
    check(times == sorted(times), "steps are in order of time")
    whole, size, moments = place.json("trace", id, "--data", place.data), 0, {}
    for step in steps:
        then = moments[step["step"]] = place.json("trace", id, "--data", place.data, "--step", str(step["step"]))
        check(then["step"] == step["step"] and then["steps"] == len(steps) and then["at"] == step["at"], f"{then['step']} {then['at']}")
        check(then["event"]["what"] == step["what"], f"{then['event']} {step}")
        nodes = list(walk(then["roots"]))
        check(len(nodes) >= size, "what has begun stays")
        size = len(nodes)
        check(all(node["start"] <= step["at"] for node in nodes), f"step {step['step']} shows the future: {nodes}")
        check(all(r["timestamp"] <= step["at"] for node in nodes for r in node["records"]), f"step {step['step']} tells the future")
    check(size == len(list(walk(whole["roots"]))), "the last step has every hop")

    # What the state machine was at, at each step: the state that was entered last and not left.
    entered = None
    for step in steps:
        match = re.fullmatch(r"order-saga (enters|leaves) (\w+)", step["what"])
        if match:
            entered = match[2] if match[1] == "enters" else None
            execution, = moments[step["step"]]["executions"]
            check(execution["state"] == entered and execution["status"] == "running", f"{execution} {step}")
            running = [node for node in walk(moments[step["step"]]["roots"]) if node["kind"] == "state" and node["status"] == "running"]
            check(all(node["duration_ms"] is None and node["so_far_ms"] >= 0 for node in running) and running, f"{running}")
    refund = number(steps, "order-saga enters RefundPayment")
    execution, = moments[refund]["executions"]
    states = {state["name"]: state["status"] for state in execution["states"]}
    check(states["ProcessPayment"] == "done" and states["RefundPayment"] == "current", f"{states}")
    check("caught" in states.values(), f"what failed was caught: {states}")
    execution, = place.json("trace", id, "--data", place.data, "--step", "-1")["executions"]
    check(execution["status"] == "succeeded" and execution["state"] is None and execution["ended"], f"{execution}")

    # Instants: relative, absolute, between two steps, outside.
    first, last = steps[0], steps[-1]
    then = place.json("trace", id, "--data", place.data, "--at", first["at"])
    check(then["step"] == len([s for s in steps if s["at"] == first["at"]]), f"{then['step']}")
    then = place.json("trace", id, "--data", place.data, "--at", f"+{steps[refund - 1]['offset_ms']}ms")
    check(then["step"] >= refund - 1, f"{then['step']} {refund}")
    then = place.json("trace", id, "--data", place.data, "--at", "2001-01-01T00:00:00Z")
    check(then["step"] == 1 and "begins at" in place.errors, place.errors)
    then = place.json("trace", id, "--data", place.data, "--at", "+9h")
    check(then["step"] == len(steps) and "last record" in place.errors, place.errors)
    text = place.run("trace", id, "--data", place.data, "--step", str(refund))
    check("▸ RefundPayment" in text and f"step {refund} of {len(steps)}" in text, text)
    text = place.run("trace", id, "--data", place.data, "--steps")
    check(len(text.splitlines()) == len(steps) and "order-saga enters RefundPayment" in text, text)

    for wrong in ([["--step", "0"], ["--step", str(len(steps) + 1)], ["--step", f"-{len(steps) + 1}"], ["--step", "x"], ["--at", "soon"],
                   ["--step", "1", "--at", "+1s"], ["--step", "1", "--steps"], ["--step", "1", "--compare", id]]):
        place.run("trace", id, "--data", place.data, *wrong, status=2)
    place.run("trace", id, "--data", place.data, "--step", "0", status=2)
    check(f"1 to {len(steps)}" in place.errors, place.errors)
    place.run("trace", "nobody-knows-it", "--data", place.data, "--steps", status=1)


def test_queues_are_as_their_metrics_said(place):
    place.run("pipeline", "run", "--flows", "orders", "--events", "60", "--rate", "30/s", "--fail", "0.5", "--seed", "3", "--data", place.data)
    flow = next(f for f in place.json("traces", "--data", place.data, "-n", "60") if f["status"] == "dead")
    last = place.json("trace", flow["correlation_id"], "--data", place.data, "--step", "-1")
    queues = {queue["queue"]: queue for queue in last["queues"]}
    check(queues["orders-payment"]["source"] == "metrics" and queues["orders-payment"]["age_ms"] >= 0, f"{queues}")
    check(queues["payments-dlq"]["dead_letter_queue"] and queues["payments-dlq"]["own"]["depth"] == 1, f"{queues}")
    # The same flow alone, without the queues' metrics: only its own messages are told, and that is said.
    alone = os.path.join(place.folder, "alone.jsonl")
    with open(alone, "w") as out:
        for name in sorted(os.listdir(os.path.join(place.data, "telemetry"))):
            with open(os.path.join(place.data, "telemetry", name)) as file:
                out.writelines(line for line in file if flow["correlation_id"] in line)
    last = place.json("trace", flow["correlation_id"], alone, "--step", "-1")
    queues = {queue["queue"]: queue for queue in last["queues"]}
    check(all(queue["source"] == "flow" and queue["measured_at"] is None for queue in queues.values()), f"{queues}")
    check(queues["payments-dlq"]["depth"] == 1 and queues["orders-payment"]["depth"] == 0, f"{queues}")


def test_an_aggregate_is_as_its_records_said(place):
    path = os.path.join(place.folder, "orders.jsonl")
    states = [{"status": "placed", "total": 42}, {"status": "paid", "total": 42, "receipt": "r-1"}]
    with open(path, "w") as file:
        for n, state in enumerate(states):
            file.write(json.dumps({"timestamp": f"2026-03-14T14:03:0{n}Z", "correlation_id": "flow-1", "event_id": f"e{n}", "event_type": "Stored",
                                   "message": "stored", "aggregate": {"type": "Order", "id": "o-1", "version": n + 1, "state": state}}) + "\n")
    one, = place.json("trace", "flow-1", path, "--step", "1")["aggregates"]
    check(one["version"] == 1 and one["state"] == states[0] and one["changed"], f"{one}")
    two, = place.json("trace", "flow-1", path, "--step", "2")["aggregates"]
    check(two["old_version"] == 1 and two["changes"] == [{"path": "status", "old": "placed", "new": "paid"},
                                                         {"path": "receipt", "old": None, "new": "r-1"}], f"{two}")


def test_the_dashboard_steps_through_a_flow(place):
    id, steps = undone(place)
    refund, count = number(steps, "order-saga enters RefundPayment"), len(steps)
    for width, height in ((140, 40), (80, 24)):
        screen = Screen(place, width, height)
        try:
            screen.command(f"{place.binary} watch '{place.data}/telemetry/*.jsonl'")
            screen.see("1 Overview")
            screen.press("T")
            screen.see("ook up")
            screen.type(id)
            screen.press("Enter")
            screen.see(r"\[/\] step")
            screen.press("[")
            screen.see(rf"step {count} of {count} ")
            screen.press("{")
            screen.see(rf"step 1 of {count} .*OrderRequested published")
            check("ProcessPayment" not in screen.text, screen.text)
            for n in range(2, refund + 1):
                screen.press("]")
                screen.see(rf"step {n} of {count} ")
            screen.see(r"▶ +RefundPayment")
            screen.see("As it was at")
            check(not re.search("FailOrder", screen.text), screen.text)
            screen.press("Tab")
            screen.gone("As it was at")
            screen.press("Tab")
            screen.press("[")
            screen.see(rf"step {refund - 1} of {count} ")
            screen.press("Escape")
            screen.gone(" step .* of ")
            screen.press("q", "q")
            screen.see(r"ready\$")
        finally:
            screen.close()
