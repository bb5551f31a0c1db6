"""`tailrace bench`: the records it makes are what it says they are, and every figure is there."""
import collections, json, os, signal, subprocess
from harness import check, until


def generate(place, name, *arguments, cores=None):
    path = os.path.join(place.folder, name)
    subprocess.run([place.binary, "bench", "generate", path, *arguments], check=True, capture_output=True,
                   preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores and hasattr(os, "sched_setaffinity") else None)
    with open(path, "rb") as file:
        return file.read()


def test_generated_records_are_those_of_a_busy_system(place):
    content = generate(place, "a.jsonl", "--records", "120001")
    records = [json.loads(line) for line in content.splitlines()]
    check(len(records) == 120001, f"{len(records)} records")
    check(350 < len(content) / len(records) < 650, f"{len(content) / len(records):.0f} bytes a record")
    flows = collections.defaultdict(list)
    for record in records:
        flows[record["correlation_id"]].append(record)
    lengths = sorted(map(len, flows.values()))
    # The last flows of a stretch are cut short where it ends.
    check(lengths[-1] == 15 and sum(n < 3 for n in lengths) <= 3, f"flows of {lengths[0]} to {lengths[-1]} records")
    for flow in flows.values():
        seen = set()
        for record in flow:
            check(record["causation_id"] in seen if seen else record["causation_id"] is None, f"a cause that was not before it: {record}")
            seen.add(record["event_id"])
        check(len(seen) == len(flow), "two records with one event id")
    errors = [r for r in records if r["severity"] == "ERROR"]
    check(0.005 < len(errors) / len(records) < 0.02, f"{len(errors)} errors")
    check(all("\n    at " in r["error"]["stack"] for r in errors), "an error without a stack")
    check(records == sorted(records, key=lambda r: r["timestamp"]), "the times do not ascend")
    check(len({r["service_name"] for r in records}) == 12, "12 services")


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_cores(place):
    one = generate(place, "one.jsonl", "--records", "110000", cores=sorted(os.sched_getaffinity(0))[:1] if hasattr(os, "sched_getaffinity") else None)
    check(one == generate(place, "all.jsonl", "--records", "110000"), "other bytes on more cores")
    check(one != generate(place, "other.jsonl", "--records", "110000", "--seed", "2"), "the seed changes nothing")


def test_every_figure_is_measured(place):
    report = place.json("bench", "all", "--records", "4000", "--queue-messages", "400", "--runs", "1")
    rows = {row["key"]: row for row in report["rows"]}
    for key in ("ingest", "memory_counted", "lookup_p50", "lookup_p99", "lookup_max", "filter_1", "search_absent", "search_rare",
                "search_common", "frame_overview_p50", "frame_logs_p99", "frame_traces_p50", "dlq_open", "dlq_groups", "dlq_page",
                "dlq_page_expires", "redrive", "redrive_memory", "match_10", "match_10000", "match_growth", "queue_send_1", "queue_take_100"):
        check(key in rows, f"{key} is missing of {sorted(rows)}")
        check(rows[key]["value"] > 0, f"{rows[key]}")
    for row in rows.values():
        if row["must"]:
            wanted = row["value"] / row["must"] if row["better"] == "higher" else row["must"] / row["value"]
            check(abs(row["ratio"] - wanted) < 1e-6 * wanted, f"the ratio of {row}")
    check(report["machine"]["cores"] >= 1 and report["input"]["bytes"] > 1_000_000, f"{report}")
    text = place.run("bench", "lookup", "--records", "2000")
    check("must reach" in text and "p99" in text and "\x1b" not in text, text)


def test_redriving_is_measured_and_leaves_nothing_behind(place):
    scratch = os.path.join(place.folder, "scratch")
    os.mkdir(scratch)
    place.environment = {"TMPDIR": scratch}
    report = place.json("bench", "redrive", "--records", "1500", "--runs", "1")
    rows = {row["key"]: row for row in report["rows"]}
    check(report["input"] == {"letters": 1500} and "redrive of 1,500" in rows["redrive"]["what"], f"{report}")
    check(rows["redrive"]["unit"] == "msg/s" and rows["redrive"]["value"] > 0 and rows["dlq_open"]["value"] < 5, f"{rows}")
    check(os.listdir(scratch) == [], f"left behind: {os.listdir(scratch)}")
    place.run("bench", "redrive", "--records", "0", status=2)


def test_matching_is_measured_against_any_number_of_rules(place):
    report = place.json("bench", "match", "--rules", "20,300", "--events", "4096", "--runs", "1")
    rows = {row["key"]: row for row in report["rows"]}
    check(set(rows) == {"match_20", "match_300", "match_growth"}, f"{sorted(rows)}")
    check(rows["match_20"]["unit"] == "events/s" and rows["match_20"]["must"] == 150000 and rows["match_growth"]["must"] == 1.5, f"{rows}")
    growth = rows["match_20"]["value"] / rows["match_300"]["value"]
    check(abs(growth - rows["match_growth"]["value"]) < 1e-6 * growth, f"{rows}")
    check("events/s" not in place.errors and "must reach" in place.run("bench", "match", "--rules", "5", "--events", "100", "--runs", "1"), "text")
    for rules in ("0", "10,x", "", "2000000"):
        place.run("bench", "match", "--rules", rules, status=2)


def test_a_queue_is_measured_on_a_disk(place):
    scratch = os.path.join(place.folder, "scratch")
    os.mkdir(scratch)
    place.environment["TMPDIR"] = scratch
    report = place.json("bench", "queue", "--messages", "600")
    del place.environment["TMPDIR"]
    rows = {row["key"]: row for row in report["rows"]}
    check(set(rows) == {"queue_disk", "queue_send_1", "queue_send_256", "queue_take_10", "queue_take_100"}, f"{sorted(rows)}")
    check(all(row["value"] > 0 for row in rows.values()), f"{rows}")
    musts = [rows[key]["must"] for key in ("queue_disk", "queue_send_1", "queue_send_256", "queue_take_10", "queue_take_100")]
    check(musts == [None, 6000, 70000, 15000, 40000], f"{musts}")
    check(report["input"] == {"messages": 600} and os.listdir(scratch) == [], f"left behind: {os.listdir(scratch)}")
    place.run("bench", "queue", "--messages", "0", status=2)
    place.run("bench", "all", "--queue-messages", "0", status=2)


def test_searches_find_what_is_there(place):
    content = generate(place, "a.jsonl", "--records", "5000")
    text = place.run("bench", "query", os.path.join(place.folder, "a.jsonl"), "--runs", "1")
    errors = sum(json.loads(line)["severity"] == "ERROR" for line in content.splitlines())
    check(f"level>=error: {errors} of 5,000" in text, f"{errors} errors, but:\n{text}")
    check("absent: 0 found" in text, text)


def test_a_strange_log_is_measured_too(place):
    path = os.path.join(place.folder, "strange.log")
    with open(path, "wb") as file:
        file.write(b"no JSON\n\x00\xff\n")
        for i in range(50):
            file.write(json.dumps({"msg": "m", "service": "\x1b[31mred\u202e", "correlation_id": f'"{i}\\'}).encode() + b"\n")
    for part in ("all", "ingest", "lookup", "query", "render"):
        text = place.run("bench", part, path, "--runs", "1", "--records", "300")
        check("\x1b" not in text and "\u202e" not in text, f"raw text of the log: {text!r}")
        check("measured" in text, text)
    with open(path, "wb") as file:
        file.write(b"nothing but text\n" * 3)
    check("ingest" in place.run("bench", "all", path, "--runs", "1", "--records", "300"), "no figures of a log without JSON")


def test_bad_input_is_said_and_nothing_is_left_behind(place):
    place.run("bench", "ingest", os.path.join(place.folder, "no-such.log"), status=2)
    check("no-such.log" in place.errors, place.errors)
    empty = os.path.join(place.folder, "empty.log")
    open(empty, "w").close()
    place.run("bench", "ingest", empty, status=2)
    check("empty.log" in place.errors and "empty" in place.errors, place.errors)
    place.run("bench", "all", "--records", "0", status=2)
    scratch = os.path.join(place.folder, "scratch")
    os.mkdir(scratch)
    running = place.start("bench", "all", "--records", "2000000", TMPDIR=scratch)
    until(lambda: any(os.path.getsize(os.path.join(scratch, name)) for name in os.listdir(scratch)), "generated records")
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    check(running.returncode == 130, f"it ended with {running.returncode}")
    check(os.listdir(scratch) == [], f"left behind: {os.listdir(scratch)}")
    place.run("bench", "generate", os.path.join(place.folder, "none", "a.jsonl"), status=2)
