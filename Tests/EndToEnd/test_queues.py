"""`tailrace queues`: what the queues of a data directory hold, and emptying them, while a pipeline runs and after."""
import json, os, signal
from harness import check, until

FLOW = {
    "flow": "piles",
    "queues": [
        {"QueueName": "pile-dlq"},
        {"QueueName": "pile", "RedrivePolicy": {"deadLetterQueue": "pile-dlq", "maxReceiveCount": 3}},
    ],
    "rules": [{"Name": "piled", "EventPattern": {"source": ["piles"]}, "Targets": [{"Id": "pile", "Queue": "pile"}]}],
}


def held(place, name):
    return {queue["queue"]: queue for queue in place.json("queues", "list", "--data", place.data)}[name]


def test_a_queue_is_listed_and_purged_beside_a_running_pipeline(place):
    place.run("queues", "list", "--data", place.data, status=1)
    check("run a pipeline" in place.errors, place.errors)
    flow = os.path.join(place.folder, "piles.json")
    with open(flow, "w") as file:
        json.dump(FLOW, file)
    pipeline = place.start("pipeline", "run", "--flow", flow, "--for", "300s", "--data", place.data)
    try:
        until(lambda: "pile-dlq" in place.run("queues", "list", "--data", place.data, status=None), "the pipeline has begun")
        for n in range(3):
            place.run("publish", "--source", "piles", "--type", "T", "--data", json.dumps({"n": n}), "--data", place.data)
        until(lambda: held(place, "pile")["depth"] == 3, "the queue holds what was published")
        check(held(place, "pile-dlq") == {"queue": "pile-dlq", "depth": 0, "visible": 0, "in_flight": 0, "delayed": 0,
                                          "oldest_age_s": None, "dead_letters": True}, f"{held(place, 'pile-dlq')}")
        text = place.run("queues", "list", "--data", place.data)
        check("pile      3 visible  0 in flight  0 delayed" in text, text)

        place.run("queues", "purge", "pile", "--data", place.data, status=2)
        check("Purge the queue pile: all 3 messages" in place.errors and "no terminal to ask on" in place.errors, place.errors)
        place.run("queues", "purge", "pile", "--yes", "--read-only", "--data", place.data, status=2)
        place.run("queues", "purge", "pile-dlq", "--yes", "--data", place.data, status=2)
        check("dlq purge" in place.errors, place.errors)
        place.run("queues", "purge", "heap", "--yes", "--data", place.data, status=2)
        check("no queue is named 'heap'" in place.errors, place.errors)
        check(held(place, "pile")["depth"] == 3, "a refusal has changed something")

        done = place.json("queues", "purge", "pile", "--yes", "--data", place.data)
        check(done == {"queue": "pile", "purged": 3}, f"{done}")
        acts = place.json("dlq", "history", "--data", place.data)
        check(acts["whole"], f"{acts}")
        acts = [entry for entry in acts["entries"] if entry["queue"] == "pile"]
        check([(entry["act"], entry["selected"], entry["outcome"]) for entry in acts]
              == [("purge", 3, None), ("purge", 3, "completed: 3 purged")], f"{acts}")
        lines = place.run("logs", "--data", place.data, "-q", "type=QueuePurged", "-o", "json").splitlines()
        said = [json.loads(line) for line in lines]
        check([(line["service"], line["fields"]["count"]) for line in said] == [("pile", 3)], f"{said}")
        place.run("queues", "purge", "pile", "--yes", "--data", place.data, status=1)
        check("pile is empty" in place.errors, place.errors)
        place.run("publish", "--source", "piles", "--type", "T", "--data", "{}", "--data", place.data)
        until(lambda: held(place, "pile")["depth"] == 1, "the pipeline goes on")
        place.run("queues", "purge", "pile", "--yes", "--data", place.data, status=2)
        check("every 60 seconds" in place.errors, place.errors)
    finally:
        pipeline.send_signal(signal.SIGINT)
        pipeline.wait()
    check(held(place, "pile")["depth"] == 1, "it is listed after the run, too")


def test_what_died_is_moved_back_by_a_task(place):
    place.run("pipeline", "run", "--flows", "batching", "--events", "40", "--fail", "0.5", "--seed", "1", "--data", place.data)
    held = place.json("dlq", "list", "--data", place.data)[0]["depth"]
    place.run("queues", "move", "start", "readings", "--yes", "--data", place.data, status=1)
    place.run("queues", "move", "start", "readings-dlq", "--data", place.data, status=2)
    place.run("queues", "move", "start", "readings-dlq", "--yes", "--to", "nowhere", "--data", place.data, status=2)
    check("nowhere" in place.errors, place.errors)
    place.run("queues", "move", "start", "readings-dlq", "--yes", "--read-only", "--data", place.data, status=2)
    task = place.json("queues", "move", "start", "readings-dlq", "--yes", "--rate", "1", "--data", place.data)
    check(task["to_move"] == held, f"{task}")
    place.run("queues", "move", "start", "readings-dlq", "--yes", "--data", place.data, status=2)
    place.run("queues", "move", "cancel", task["task"], "--read-only", "--data", place.data, status=2)
    check("read-only (--read-only): nothing was changed" in place.errors, place.errors)
    place.run("queues", "move", "cancel", task["task"], "--data", place.data)
    place.run("queues", "move", "cancel", task["task"], "--data", place.data, status=1)
    place.run("pipeline", "run", "--flows", "batching", "--events", "0", "--data", place.data)
    check([t["status"] for t in place.json("queues", "move", "list", "--data", place.data)] == ["CANCELLED"], "cancelled before it ran")
    task = place.json("queues", "move", "start", "readings-dlq", "--yes", "--data", place.data)
    run = place.json("pipeline", "run", "--flows", "batching", "--events", "0", "--data", place.data)
    moves = place.json("queues", "move", "list", "readings-dlq", "--data", place.data)
    check((moves[0]["task"], moves[0]["status"], moves[0]["moved"]) == (task["task"], "COMPLETED", held), f"{moves}")
    check(run["dead"] == 0 and run["completed"] == 40, f"after the move: {run}")
