"""The bundled pipeline as commands: exact accounts, its telemetry, its dead letters, redrive and drain."""
import glob, json, os, re
from harness import Failed, check, until


def accounts_hold(summary):
    check(summary["started"] == summary["completed"] + summary["dead"] + summary["in_flight"], f"accounts do not add up: {summary}")
    for name in ("started", "completed", "dead", "in_flight"):
        total = sum(flow[name] for flow in summary["flows"])
        check(total == summary[name], f"{name} of the flows add up to {total}, not {summary[name]}")


def telemetry(place):
    return sorted(glob.glob(os.path.join(place.data, "telemetry", "*.jsonl")))


def run_flows(place, events=300, fail=0.1, seed=7):
    return place.json("pipeline", "run", "--flows", "orders,uploads", "--events", str(events), "--fail", str(fail),
                      "--seed", str(seed), "--data", place.data)


def test_accounts_are_exact_and_a_redrive_completes_the_flows(place):
    first = run_flows(place)
    accounts_hold(first)
    check(first["started"] == 300, f"300 flows were asked for, {first['started']} started")
    check(first["in_flight"] == 0, f"{first['in_flight']} flows in flight after the run")
    check(0 < first["dead"] < 100, f"{first['dead']} of 300 dead with --fail 0.1")

    flows = place.json("traces", *telemetry(place))
    check(len(flows) == 300, f"the telemetry shows {len(flows)} flows, 300 were started")
    dead = [flow for flow in flows if flow["status"] == "dead"]
    check(len(dead) == first["dead"], f"the telemetry shows {len(dead)} dead flows, the accounts {first['dead']}")

    trace = place.json("trace", dead[0]["correlation_id"], *telemetry(place))
    check(any(kind == "deadletter" for kind in kinds(trace)), "the trace of a dead flow shows no dead letter")

    queues = place.json("dlq", "list", "--data", place.data)
    depth = {queue["queue"]: queue["depth"] for queue in queues}
    check(sum(depth.values()) >= first["dead"], f"{first['dead']} flows are dead, the queues hold {depth}")
    for queue in queues:
        check(sum(group["count"] for group in queue["groups"]) == queue["depth"], f"the groups of {queue['queue']} miss messages")

    full = next(queue["queue"] for queue in queues if queue["depth"])
    refused = place.run("dlq", "redrive", full, "--all", "--data", place.data, status=2)
    check("nothing was changed" in place.errors, f"a redrive without --yes and terminal said: {refused}{place.errors}")

    for name in [queue["queue"] for queue in queues if queue["depth"]]:
        plan = place.json("dlq", "plan", name, "--all", "--data", place.data)
        done = place.json("dlq", "redrive", name, "--all", "--yes", "--data", place.data)
        check(plan["selected"] == done["selected"] == done["sent"] == depth[name], f"{name}: planned {plan}, done {done}")
        check(done["state"] == "completed" and done["remaining"] == 0, f"{name}: {done}")
    place.run("dlq", "list", "--data", place.data, status=1)

    last = place.json("pipeline", "run", "--events", "0", "--data", place.data)
    accounts_hold(last)
    check(last["started"] == 300 and last["in_flight"] == 0, f"after the drain: {last}")
    check(last["completed"] > first["completed"], f"no flow completed by its redrive: {first} then {last}")
    orders = next(flow for flow in last["flows"] if flow["name"] == "orders")
    check(orders["dead"] == 0, f"orders are still dead after their redrive: {orders}")

    redriven = [flow for flow in place.json("traces", *telemetry(place)) if flow["redrives"]]
    check(any(flow["status"] == "ok" for flow in redriven), "no redriven flow shows its success")
    check(len([f for f in redriven if f["status"] == "dead"]) == last["dead"], "the telemetry and the accounts disagree on who died again")


def kinds(trace):
    waiting = list(trace["roots"])
    while waiting:
        node = waiting.pop()
        yield node["kind"]
        waiting += node["children"]


def test_the_same_seed_starts_the_same_flows(place):
    one = run_flows(place, events=60, seed=3)
    ids = {flow["correlation_id"] for flow in place.json("traces", *telemetry(place))}
    place.data += "-again"
    two = run_flows(place, events=60, seed=3)
    again = {flow["correlation_id"] for flow in place.json("traces", *telemetry(place))}
    check(ids == again, "the same seed made other correlation ids")
    check(one["flows"] == two["flows"], f"the same seed ended otherwise: {one['flows']} {two['flows']}")


def test_tools_work_while_a_pipeline_runs(place):
    running = place.start("pipeline", "run", "--rate", "20/s", "--fail", "0.5", "--seed", "1", "--data", place.data)
    try:
        until(lambda: os.path.exists(os.path.join(place.data, "pipeline.sqlite")), "a database")

        def dead():
            try:
                return [q for q in place.json("dlq", "list", "--data", place.data, status=None) if q["depth"]]
            except (Failed, ValueError):
                return None
        queue = until(dead, "dead letters")[0]["queue"]
        one = place.json("dlq", "show", queue, "--data", place.data)[0]
        done = place.json("dlq", "redrive", queue, "--id", one["id"], "--yes", "--data", place.data)
        check(done["sent"] == 1, f"one message was redriven under a running pipeline: {done}")
        published = place.json("publish", "--source", "test", "--type", "Nothing", "--data", '{"order":{"id":"by-hand"}}',
                               "--correlation-id", "by-hand", "--data", place.data)
        check(published["correlation_id"] == "by-hand", f"publish answered {published}")
        until(lambda: place.json("traces", "-q", "id=by-hand", *telemetry(place), status=None), "the event that was published by hand")
        place.run("pipeline", "run", "--events", "1", "--data", place.data, status=2)
        check("already" in place.errors, f"a second run on the same directory said: {place.errors}")
    finally:
        running.terminate()
        out, err = running.communicate(timeout=60)
    check(running.returncode == 130, f"a run that was told to end ended with {running.returncode}: {err.decode()}")


def test_bad_input_is_named(place):
    place.run("pipeline", "run", "--flows", "nonsense", "--data", place.data, status=2)
    check("nonsense" in place.errors, place.errors)
    place.run("logs", "/nowhere/at-all.jsonl", status=2)
    check("/nowhere/at-all.jsonl" in place.errors, place.errors)
    place.run("logs", "-q", "level>=", "-", stdin=b"", status=2)
    check("^" in place.errors, place.errors)
    place.run("dlq", "show", "nothing", "--data", place.data, status=2)
    place.run("no-such-command", status=2)
    os.makedirs(place.data)
    with open(os.path.join(place.data, "pipeline.sqlite"), "wb") as file:
        file.write(os.urandom(8192))
    place.run("pipeline", "run", "--events", "1", "--data", place.data, status=2)
    check("pipeline.sqlite" in place.errors, place.errors)
