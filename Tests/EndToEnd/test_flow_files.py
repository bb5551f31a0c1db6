"""Flow files: people's own flows, wired in a file, with functions that are programs."""
import json, os, shutil, signal
from dead_letters import dlq
from harness import check, until

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FLOWS = os.path.join(REPOSITORY, "Resources", "Flows")


def own(place):
    """The sample flow, in a folder where it may write."""
    folder = os.path.join(place.folder, "invoices")
    shutil.copytree(os.path.join(FLOWS, "examples", "invoices"), folder)
    return folder, os.path.join(folder, "flow.yaml")


def filed(folder):
    path = os.path.join(folder, "cabinet", "invoices.txt")
    if not os.path.exists(path):
        return []
    with open(path) as lines:
        return [line.split() for line in lines]


def run(place, flow, *arguments):
    return place.json("pipeline", "run", "--flow", flow, *arguments, "--data", place.data)


def test_a_flow_of_ones_own_fails_is_redriven_and_completes(place):
    folder, flow = own(place)
    os.mkdir(os.path.join(folder, "cabinet"))
    open(os.path.join(folder, "cabinet", "locked"), "w").close()
    place.run("publish", "--source", "office", "--type", "InvoiceReceived", "--data", '{"id":"inv-1","quantity":3,"price":250}',
              "--correlation-id", "order-7", "--flow", flow, "--data", place.data)
    summary = run(place, flow, "--events", "0")
    check((summary["started"], summary["dead"], summary["in_flight"]) == (1, 1, 0), f"{summary}")

    letter, = dlq(place, "show", "filing-dlq")
    check(letter["error"]["type"] == "CabinetLocked" and letter["error"]["message"] == "inv-1 can not be filed: cabinet is locked", f"{letter}")
    check(letter["correlation_id"] == "order-7" and letter["receive_count"] == 2 and len(letter["attempts"]) == 2, f"{letter}")
    check(json.loads(letter["body"]) == {"id": "inv-1", "total": 750}, f"the input path was not applied: {letter['body']}")
    check(filed(folder) == [], "it was filed all the same")

    os.remove(os.path.join(folder, "cabinet", "locked"))
    done = dlq(place, "redrive", "filing-dlq", "--all", "--yes")
    check(done["sent"] == 1, f"{done}")
    summary = run(place, flow, "--events", "0")
    check((summary["completed"], summary["dead"]) == (1, 0), f"{summary}")
    check(filed(folder) == [["inv-1", "750"]], f"{filed(folder)}")

    tree = place.json("trace", "order-7", "--data", place.data)
    hops, records = [], []

    def walk(node):
        hops.append((node["kind"], node["name"]))
        records.extend(node["records"])
        for child in node["children"]:
            walk(child)

    for root in tree["roots"]:
        walk(root)
    kinds = [kind for kind, _ in hops]
    check(tree["correlation_id"] == "order-7" and {"publish", "deliver", "invoke", "queue", "deadletter", "redrive"} <= set(kinds), f"{hops}")
    names = " ".join(name for _, name in hops)
    check(all(part in names for part in ("invoice-total", "invoice-file", "filing")), f"{hops}")
    lines = [json.loads(line) for line in place.run("logs", "-q", "correlation_id=order-7", "-o", "json", "--data", place.data).splitlines()]
    total = [line for line in lines if line["message"] == "invoice totalled"]
    check(len(total) == 1 and total[0]["fields"]["total"] == 750, f"the program's own record: {total}")
    check([line["message"] for line in lines if line["message"].startswith("filed")] == ["filed inv-1"], f"{lines}")


def test_the_stimulus_starts_it_and_an_edit_completes_what_died(place):
    folder, flow = own(place)
    summary = run(place, flow, "--events", "12", "--fail", "0.3", "--seed", "3", "--rate", "100")
    check(summary["started"] == 12 and 0 < summary["dead"] < 12 and summary["in_flight"] == 0, f"{summary}")
    dead = summary["dead"]
    check(len(filed(folder)) == 12 - dead, f"{len(filed(folder))} are filed of {summary}")
    group, = next(queue for queue in dlq(place, "list") if queue["queue"] == "invoices-dlq")["groups"]
    check(group["count"] == dead and group["error"].startswith("BadQuantity"), f"{group}")
    dlq(place, "redrive", "invoices-dlq", "--all", "--set", "detail.quantity=12", "--yes")
    summary = run(place, flow, "--events", "0")
    check((summary["completed"], summary["dead"]) == (12, 0) and len(filed(folder)) == 12, f"{summary}")


SLOW = """
flow: slow
rules:
  - {Name: go, EventPattern: {source: [s]}, Targets: [{Id: f, Queue: q}]}
queues:
  - {QueueName: q, VisibilityTimeout: VISIBLE, RedrivePolicy: {deadLetterQueue: dead, maxReceiveCount: 1}}
  - QueueName: dead
functions:
  - {FunctionName: f, exec: [./run.sh], Timeout: TIMEOUT}
eventSourceMappings: [{Queue: q, FunctionName: f, BatchSize: 1}]
"""


def slow(place, timeout, visible="2s"):
    flow = os.path.join(place.folder, "slow.yaml")
    with open(flow, "w") as file:
        file.write(SLOW.replace("VISIBLE", visible).replace("TIMEOUT", timeout))
    with open(os.path.join(place.folder, "run.sh"), "w") as file:
        file.write("#!/bin/sh\ntrap '' TERM\nsleep 600 &\necho $! > child\necho $$ > self\nprintf 'at work \\033[31m\\377\\n' >&2\n"
                   "while :; do sleep 0.1; done\n")
    os.chmod(os.path.join(place.folder, "run.sh"), 0o755)
    place.run("publish", "--source", "s", "--type", "T", "--data", "{}", "--data", place.data)
    return flow


def ids(place):
    found = []
    for name in ("self", "child"):
        path = os.path.join(place.folder, name)
        text = open(path).read().strip() if os.path.exists(path) else ""
        if not text:
            return None
        found.append(int(text))
    return found


def alive(process):
    try:
        os.kill(process, 0)
        return True
    except ProcessLookupError:
        return False


def test_a_program_over_its_time_is_ended_with_all_it_started(place):
    flow = slow(place, "500ms")
    summary = run(place, flow, "--events", "0")
    check(summary["dead"] == 1, f"{summary}")
    letter, = dlq(place, "show", "dead")
    check(letter["error"]["type"] == "Sandbox.Timedout" and "timed out after 0.5 seconds" in letter["error"]["message"], f"{letter}")
    until(lambda: not any(alive(process) for process in ids(place)), "the program and its child to be gone")
    for shown in (place.run("logs", "--data", place.data), place.run("dlq", "show", "dead", "--data", place.data)):
        check(not [c for c in shown if c != "\n" and ord(c) < 0x20], "what the program wrote reached the terminal raw")
    check("at work" in place.run("logs", "--data", place.data), "its standard error is no log")


def test_programs_end_with_the_pipeline(place):
    flow = slow(place, "300", "300")
    pipeline = place.start("pipeline", "run", "--flow", flow, "--data", place.data)
    try:
        processes = until(lambda: ids(place), "the program to run")
        pipeline.send_signal(signal.SIGINT)
        out, errors = pipeline.communicate(timeout=60)
        check(pipeline.returncode == 130 and b"slow" in out, f"{pipeline.returncode} {out} {errors}")
        check(not any(alive(process) for process in processes), "a program outlives the pipeline")
        check(b"at work" not in out + errors, "standard error of a program reached the terminal")
    finally:
        pipeline.kill()


def test_validate_explains_every_mistake_with_its_place(place):
    bundled = [os.path.join(FLOWS, name) for name in ("orders.yaml", "uploads.yaml", "examples/invoices/flow.yaml")]
    text = place.run("pipeline", "validate", *bundled)
    check(text.count("no mistakes") == 3, text)
    bad = os.path.join(place.folder, "bad.json")
    with open(bad, "w") as file:
        file.write('{"flow": "a",\n "rules": [{"Name": "r", "EventPattern": {"source": "x"},\n  "Targets": [{"Id": "t", "Queue": "ordesr"}]}],\n'
                   ' "queues": [{"QueueName": "orders", "VisibiltyTimeout": 3}],\n "functions": [{"FunctionName": "f", "exec": ["./gone\\u001b[2J"]}]}')
    lines = place.run("pipeline", "validate", bad, status=1).splitlines()
    check(len(lines) == 4 and all(line.startswith(bad + ":") for line in lines), f"{lines}")
    check(lines[0].startswith(f"{bad}:2:53: rules[0].EventPattern.source: must be"), lines[0])
    check(lines[1] == f"{bad}:3:36: rules[0].Targets[0].Queue: there is no queue 'ordesr'; did you mean 'orders'?", lines[1])
    check("did you mean 'VisibilityTimeout'?" in lines[2] and "\x1b" not in lines[3] and place.folder in lines[3], f"{lines}")
    report, = json.loads(place.run("pipeline", "validate", bad, "-o", "json", status=1))
    check(not report["valid"] and [m["line"] for m in report["mistakes"]] == [2, 3, 4, 5], f"{report}")
    with open(bad, "w") as file:
        file.write('{"flow": "a", "queues": [{"QueueName": "q", "VisibilityTimeout": 2}], "streams": [{"StreamName": "s"}],\n'
                   ' "functions": [{"FunctionName": "f", "exec": ["sh"], "Timeout": 5}],\n "eventSourceMappings": [\n'
                   '  {"Queue": "q", "FunctionName": "f"},\n  {"Stream": "s", "FunctionName": "f", "StartingPosition": "AT_TIMESTAMP"}],\n'
                   ' "rules": [{"Name": "r", "Targets": [{"Id": "q", "Queue": "q"}],\n'
                   '  "EventPattern": {"source": ["' + "x" * 5000 + '"]}}]}')
    lines = [line[len(bad) + 1:] for line in place.run("pipeline", "validate", bad, status=1).splitlines()]
    check(len(lines) == 3 and lines[0].startswith("4:13: eventSourceMappings[0].Queue: the visibility timeout of queue 'q', 2 s"), f"{lines}")
    check(lines[1].startswith("5:60: eventSourceMappings[1].StartingPosition: needs a StartingPositionTimestamp"), lines[1])
    check(lines[2].startswith("7:19: rules[0].EventPattern: has 5015 characters, but may have 4096"), lines[2])
    place.run("pipeline", "validate", os.path.join(place.folder, "nothing.yaml"), status=2)
    place.run("pipeline", "run", "--flow", bad, "--events", "0", "--data", place.data, status=2)
    check("rules[0].EventPattern" in place.errors and not os.path.exists(place.data), place.errors)


def test_describe_draws_what_a_file_wires(place):
    flow = os.path.join(FLOWS, "examples", "invoices", "flow.yaml")
    text = place.run("pipeline", "describe", flow, "--ascii")
    for part in ("flow invoices", "bus default", "rule invoice-received", "total -> function invoice-total  [python3 total.py, 10 s, 128 MB",
                 "10 retries within 1 h", "given up -> dead-letter queue invoices-dlq", "after 2 receives -> dead-letter queue filing-dlq",
                 "InvoiceReceived v1 from office: an event that breaks it is marked"):
        check(part in text, f"{part!r} is missing:\n{text}")
    place.environment["LC_ALL"] = "C.UTF-8"
    check(text.isascii() and "└─" in place.run("pipeline", "describe", flow), "the drawing has the wrong characters")
    wired, = place.json("pipeline", "describe", flow)
    check(wired["flow"] == "invoices" and wired["functions"][0]["exec"] == ["python3", "total.py"], f"{wired}")
    dot = place.run("pipeline", "describe", flow, "-o", "dot")
    check(dot.startswith("digraph") and '"queue/filing" -> "function/invoice-file"' in dot, dot)
