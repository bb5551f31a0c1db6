"""The dead-letter workbench as commands: look, plan, redrive, edit, delete, purge, park, undo, export, import, history, tasks."""
import json, os, signal, sqlite3
from dead_letters import (QUEUE, SOURCE, arrived, body, bring_in, depth, digest, dlq, drain, export, line, many, only_imported, run_flows)
from harness import Screen, check, until

ODD = {
    "text": b'{"order":{"id":"o-1"}}', "empty": b"", "not-utf8": bytes(range(256)), "large": os.urandom(1 << 20),
    "control": b"\x00\x1b[2J\x1b]0;owned\x07\r\n\x9b31m\x7f", "direction": "\u202eevil\u2066".encode(), "newline": b"{}\n",
}


def test_lists_and_shows_why_messages_died(place):
    run_flows(place)
    queues = dlq(place, "list", "--sort", "expires")
    full = [queue for queue in queues if queue["depth"]]
    check(full and [q["expires"] for q in full] == sorted(q["expires"] for q in full), f"not by expiry: {queues}")
    check(all(queue["expiring"] == 0 for queue in queues), f"messages that live for days are said to expire: {queues}")
    soon = dlq(place, "list", "--expiring", "60d")
    check(all(queue["expiring"] == queue["depth"] for queue in soon), f"all expire within 60 days: {soon}")
    warned = place.run("dlq", "list", "--expiring", "60d", "--data", place.data)
    check(f"dlq park {full[0]['queue']} --expiring" in warned, f"the list does not say how to keep them:\n{warned}")

    letters = dlq(place, "show", QUEUE)
    check(len(letters) == depth(place), "show left messages out")
    one = letters[0]
    check(one["error"]["type"] and one["attempts"] and one["history"] == [], f"what is known of a death is missing: {one}")
    check([l["id"] for l in dlq(place, "show", QUEUE, one["id"])] == [one["id"]], "show ID shows another")
    by_group = dlq(place, "show", QUEUE, "--group", next(q for q in queues if q["queue"] == QUEUE)["groups"][0]["fingerprint"])
    check(0 < len(by_group) <= len(letters), f"a group of {len(letters)} has {len(by_group)}")
    check(len(dlq(place, "show", QUEUE, "-q", f"correlation_id={one['correlation_id']}")) >= 1, "a query found nothing")
    dlq(place, "show", QUEUE, "nobody", status=1)
    dlq(place, "show", "nothing", status=2)
    check(QUEUE in place.errors, f"an unknown queue is not answered with those there are: {place.errors}")


def test_redrives_and_keeps_the_history(place):
    run_flows(place)
    before = depth(place, "uploads-dlq")
    check(before > 0, "no upload died")
    plan = dlq(place, "plan", "uploads-dlq", "--all")
    check(plan["selected"] == before and plan["state"] == "planned" and plan["groups"] and plan["bytes"] > 0, f"{plan}")
    done = dlq(place, "redrive", "uploads-dlq", "--all", "--yes", "--reason", "contract fixed")
    for name in ("task", "queue", "destination", "selected", "sent", "failed", "skipped", "uncertain", "remaining", "state", "warnings",
                 "completed", "died_again", "held", "quarantined", "unsettled"):
        check(name in done, f"{name} is missing from {done}")
    check(done["sent"] == before and done["state"] == "completed" and sum(done["destination"].values()) == before, f"{done}")
    drain(place)
    task = dlq(place, "tasks", done["task"])[0]
    check(task["completed"] + task["died_again"] == before and task["unsettled"] == 0, f"what became of them is not known: {task}")
    for letter in dlq(place, "show", "uploads-dlq", status=None) or []:
        if letter["generation"]:
            life = letter["history"][0]
            check(life["task"] == done["task"] and life["generation"] == 0 and life["error"], f"the first life is lost: {letter}")
            check("redriven" in place.run("dlq", "show", "uploads-dlq", letter["id"], "--data", place.data), "show hides the first life")


def test_odd_bodies_come_through_byte_for_byte(place):
    only_imported(place, ODD)
    found = {letter["id"]: letter for letter in export(place)}
    for id, content in ODD.items():
        check(body(found[id]) == content, f"{id} is not what was imported")
    for view in ("text", "json", "hex", "base64"):
        shown = place.run("dlq", "show", QUEUE, "control", "direction", "not-utf8", "empty", "--body", view, "--data", place.data)
        odd = [c for c in shown if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u2028")]
        check(not odd, f"--body {view} prints what drives a terminal: {odd}")
    done = dlq(place, "redrive", QUEUE, "--all", "--yes")
    check(done["sent"] == len(ODD), f"{done}")
    check(arrived(place) == sorted(ODD.values()), "a body was changed on its way")
    # Nobody can read them: they die again, and are still the same.
    drain(place, "orders")
    again = export(place)
    check(sorted(digest(letter) for letter in again) == sorted(digest(found[id]) for id in ODD), "a body was changed by its second death")
    check(all(letter["generation"] == 1 and len(letter["history"]) == 1 for letter in again), "their history was lost")


def test_undo_brings_back_what_nobody_has_handled(place):
    only_imported(place, ODD)
    before = {letter["id"]: letter for letter in export(place)}
    for act in (["redrive", QUEUE, "--all"], ["delete", QUEUE, "--all"], ["purge", QUEUE], ["park", QUEUE, "--expiring", "1000d"]):
        done = dlq(place, *act, "--yes")
        check(done["sent"] == len(ODD) and depth(place) == 0, f"{act} did {done}")
        undone = dlq(place, "undo", done["task"], "--yes")
        check(undone["sent"] == len(ODD) and undone["state"] == "completed", f"undo of {act} did {undone}")
        check({letter["id"]: letter for letter in export(place)} == before, f"undo of {act} brought back something else")
        check(arrived(place) == [], f"undo of {act} left what was sent in its queue")
        twice = dlq(place, "undo", done["task"], "--yes", status=1)
        check(twice["sent"] == 0 and depth(place) == len(ODD), f"a second undo did {twice}")
    dlq(place, "undo", "no-such-task", "--yes", status=2)


def test_undo_leaves_what_was_handled(place):
    run_flows(place, flows="orders", fail=0.5)
    count = depth(place)
    done = dlq(place, "redrive", QUEUE, "--all", "--yes")
    drain(place, "orders")
    left = depth(place)
    undone = dlq(place, "undo", done["task"], "--yes", status=1)
    check(undone["sent"] == 0 and undone["skipped"] == count, f"messages that were handled came back: {undone}")
    check(depth(place) == left, "undo changed a queue that it should have left")


def test_sets_a_member_and_shows_the_diff(place):
    compact, spaced = b'{"a":{"card":"1"},"n":1.0,"n":2.50}', b'{\n  "a" : { "card" : "1" }\n}\n'
    only_imported(place, {"compact": compact, "spaced": spaced, "text": b"no JSON"})
    change = ["--set", "$.a.card=\"4242\"", "--set", "a['new']=[]"]
    plan = dlq(place, "plan", QUEUE, "--all", *change, "--diff")
    changes = {change["id"]: change for change in plan["changes"]}
    check("+    \"card\": \"4242\"," in changes["compact"]["diff"], f"the diff does not show the change: {changes['compact']}")
    check("not JSON" in changes["text"]["problem"] and any("will not be sent" in w for w in plan["warnings"]), f"{plan}")
    check(depth(place) == 3, "a plan changed something")
    done = dlq(place, "redrive", QUEUE, "--all", *change, "--yes", status=1)
    check(done["sent"] == 2 and done["failed"] == 1, f"{done}")
    wanted = [b'{"a":{"card":"4242","new":[]},"n":1.0,"n":2.50}', b'{\n  "a" : { "card" : "4242", "new" : [] }\n}\n']
    check(arrived(place) == sorted(wanted), f"other bytes than the value changed: {arrived(place)}")
    check([letter["id"] for letter in export(place)] == ["text"], "the message that could not be changed did not stay")
    undone = dlq(place, "undo", done["task"], "--yes")
    check(undone["sent"] == 2 and sorted(body(letter) for letter in export(place)) == sorted([compact, spaced, b"no JSON"]),
          "the originals did not come back")
    dlq(place, "plan", QUEUE, "--all", "--set", "$.a.card=plain", status=2)
    check("quotes" in place.errors, f"a value that is no JSON: {place.errors}")


def test_edits_one_message_in_the_editor(place):
    only_imported(place, {"json": b'{"a":1.0,"b":[1,2]}', "bytes": bytes([0, 255, 16])})
    place.environment = {"VISUAL": "", "EDITOR": "sed -i s/1.0/7/"}
    dlq(place, "redrive", QUEUE, "--id", "json", "--edit", "--yes")
    check(arrived(place) == [b'{"a":7,"b":[1,2]}'], f"the edit changed more than a number: {arrived(place)}")
    place.environment["EDITOR"] = "sed -i 's/ff/fe 00/'"
    dlq(place, "redrive", QUEUE, "--id", "bytes", "--edit", "--body", "hex", "--yes")
    check(bytes([0, 0xFE, 0, 16]) in arrived(place), f"the bytes did not come through: {arrived(place)}")
    dlq(place, "redrive", QUEUE, "--all", "--edit", "--yes", status=1)


def test_an_edit_that_cannot_be_read_is_kept(place):
    only_imported(place, {"json": b'{"a":1}', "two": b"{}"})
    place.environment = {"VISUAL": "", "EDITOR": "sed -i s/1/tru/"}
    dlq(place, "redrive", QUEUE, "--id", "json", "--edit", "--yes", status=2)
    check("line 2, column" in place.errors, f"the place of the mistake is not named: {place.errors}")
    kept = place.errors.split("what was edited is in ")[1].split()[0]
    with open(kept) as file:
        check("tru" in file.read(), "the edit was lost")
    os.remove(kept)
    place.environment["EDITOR"] = "false"
    dlq(place, "redrive", QUEUE, "--id", "json", "--edit", "--yes", status=2)
    os.remove(place.errors.split("the text is in ")[1].split()[0])
    dlq(place, "redrive", QUEUE, "--all", "--edit", "--yes", status=2)
    check("one message" in place.errors and depth(place) == 2, place.errors)


def test_import_names_what_it_refuses(place):
    like = only_imported(place, {"a": b"1"})
    good = [line(like, "b", b"2"), line(like, "c", b"3")]
    report = bring_in(place, [good[0], "{\n", "\n", good[1], "[1]\n", line(like, "a", b"other")], status=1)
    check((report["added"], report["present"], report["refused"]) == (2, 1, 2), f"{report}")
    check([refusal["line"] for refusal in report["refusals"]] == [2, 5], f"{report}")
    check("line 2:" in place.errors and sorted(body(l) for l in export(place)) == [b"1", b"2", b"3"], place.errors)
    dlq(place, "import", QUEUE, os.path.join(place.folder, "none.jsonl"), status=2)
    dlq(place, "import", "nothing", os.path.join(place.folder, "import.jsonl"), status=2)


def test_export_and_import_lose_nothing(place):
    run_flows(place)
    dlq(place, "redrive", "uploads-dlq", "--all", "--yes")
    drain(place)
    for queue in ("uploads-dlq", QUEUE):
        before = place.run("dlq", "export", queue, "--data", place.data, status=None)
        if not before:
            continue
        dlq(place, "purge", queue, "--yes")
        bring_in(place, [before], queue)
        check(place.run("dlq", "export", queue, "--data", place.data) == before, f"{queue} came back otherwise")


def test_the_history_proves_that_it_is_whole(place):
    only_imported(place, many(3))
    task = dlq(place, "delete", QUEUE, "--id", "m-000000", "--yes", "--reason", "a test \x1b[31m")["task"]
    dlq(place, "undo", task, "--yes")
    reading = dlq(place, "history")
    acts = [entry["act"] for entry in reading["entries"]]
    check(reading["whole"] and {"purge", "import", "discard", "undo"} <= set(acts), f"{reading}")
    entry = next(entry for entry in reading["entries"] if entry["act"] == "discard")
    check(entry["actor"] and entry["reason"].startswith("a test") and entry["selected"] == 1 and entry["task"] == task, f"{entry}")
    check("\x1b" not in place.run("dlq", "history", "--data", place.data), "the history prints an escape")
    path = os.path.join(place.data, "audit.jsonl")
    with open(path, "rb") as file:
        lines = file.readlines()
    number = next(n for n, text in enumerate(lines) if b'"discard"' in text)
    for tampered in (lines[:number] + [lines[number].replace(b"a test", b"an act")] + lines[number + 1:], lines[:number] + lines[number + 1:]):
        with open(path, "wb") as file:
            file.writelines(tampered)
        reading = dlq(place, "history", status=1)
        check(not reading["whole"] and abs(reading["problem"]["line"] - number - 1) <= 1, f"line {number + 1} was changed: {reading['problem']}")
        check("audit.jsonl" in place.errors, place.errors)


def test_read_only_refuses_every_change(place):
    only_imported(place, many(3))
    file = os.path.join(place.folder, "import.jsonl")
    acts = [["redrive", QUEUE, "--all"], ["delete", QUEUE, "--all"], ["purge", QUEUE], ["park", QUEUE, "--all"], ["undo", "t"],
            ["import", QUEUE, file], ["resume", "t"], ["cancel", "t"], ["attend"]]
    for act in acts:
        dlq(place, *act, "--read-only", *([] if act[0] in ("import", "attend", "cancel") else ["--yes"]), status=2)
        check("read-only" in place.errors and "nothing was changed" in place.errors, f"{act}: {place.errors}")
    place.environment = {"TAILRACE_READ_ONLY": "1"}
    dlq(place, "purge", QUEUE, "--yes", status=2)
    check("TAILRACE_READ_ONLY" in place.errors, place.errors)
    check(dlq(place, "plan", QUEUE, "--all")["selected"] == 3 and len(dlq(place, "list")) > 0 and len(export(place)) == 3, "looking is refused")


def test_asks_for_the_count(place):
    only_imported(place, many(3))
    for act in (["redrive", QUEUE, "--all"], ["delete", QUEUE, "--all"], ["purge", QUEUE], ["park", QUEUE, "--all"]):
        place.run("dlq", *act, "--data", place.data, status=2)
        check("nothing was changed" in place.errors and "3" in place.errors and QUEUE in place.errors, f"{act}: {place.errors}")
    screen = Screen(place)
    try:
        for number, answer, seen in ((1, "", "cancelled"), (2, "y", "cancelled"), (3, "3", "3 purged")):
            screen.command(f"echo try-{number}; {place.binary} dlq purge {QUEUE} --data {place.data}; echo ended $?")
            screen.see(rf"^try-{number}$(.|\n)*dead-letter queue {QUEUE}: all 3 messages(.|\n)*Type 3")
            screen.type(answer)
            screen.press("Enter")
            screen.see(rf"{seen}(.|\n)*ended {0 if answer == '3' else 1}")
    finally:
        screen.close()


def test_quarantines_what_dies_again_and_again(place):
    """Retry-all against a consumer that always fails comes to an end by itself, and says why."""
    only_imported(place, {"poison-1": b"poison", "poison-2": b"\xff"})
    for generation in range(1, 4):
        done = dlq(place, "redrive", QUEUE, "--all", "--yes")
        check(done["sent"] == 2, f"redrive {generation} did {done}")
        drain(place, "orders")
        check(dlq(place, "tasks", done["task"])[0]["died_again"] == 2, "nobody noticed that they died again")
        check({letter["generation"] for letter in export(place)} == {generation}, "the generation does not count")
    plan = dlq(place, "plan", QUEUE, "--all", status=1)
    check(plan["selected"] == 0 and plan["quarantined"] == 2, f"{plan}")
    dlq(place, "redrive", QUEUE, "--all", "--yes", status=1)
    check("quarantined" in place.errors, f"the end does not say why: {place.errors}")
    check(len(export(place)[0]["history"]) == 3, "the history of three lives is lost")
    check(dlq(place, "redrive", QUEUE, "--all", "--cap", "9", "--yes")["sent"] == 2, "a higher cap does not let them go")


def test_stops_when_too_many_die_again(place):
    only_imported(place, {f"poison-{n}": b"poison" for n in range(40)})
    running = place.start("pipeline", "run", "--flows", "orders", "--rate", "1/s", "--seed", "1", "--data", place.data)
    try:
        until(lambda: os.path.exists(os.path.join(place.data, "telemetry")), "a pipeline")
        canary = dlq(place, "redrive", QUEUE, "--all", "--canary", "2", "--yes", status=1)
        check(canary["state"] == "stopped" and canary["sent"] == 2 and canary["died_again"] >= 1, f"{canary}")
        check(any("died again" in why for why in canary["warnings"]), f"it does not say why it stopped: {canary}")
        done = dlq(place, "redrive", QUEUE, "--all", "--rate", "1/s", "--stop-above", "20%", "--wait", "--yes", status=1)
        check(done["state"] == "stopped" and done["remaining"] > 0 and done["died_again"] >= 1, f"{done}")
    finally:
        running.terminate()
        running.communicate(timeout=60)


def test_an_interrupt_leaves_the_rest(place):
    count = 400
    only_imported(place, many(count))
    running = place.start("dlq", "redrive", QUEUE, "--all", "--rate", "40/s", "--yes", "-o", "json", "--data", place.data)
    until(lambda: len(arrived(place)) > 10, "messages that were sent")
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    done = json.loads(out)
    check(running.returncode == 130 and done["state"] == "cancelled", f"ended with {running.returncode}: {done} {err}")
    check(done["sent"] == len(arrived(place)) and done["remaining"] == depth(place) and done["sent"] + done["remaining"] == count, f"{done}")
    rest = dlq(place, "resume", done["task"], "--yes")
    check(rest["sent"] == count and rest["state"] == "completed", f"{rest}")
    check(arrived(place) == sorted(many(count).values()), "messages were lost or doubled")


def test_another_process_stops_a_task(place):
    count = 2_000
    only_imported(place, many(count))
    running = place.start("dlq", "redrive", QUEUE, "--all", "--rate", "50/s", "--yes", "-o", "json", "--data", place.data)
    until(lambda: len(arrived(place)) >= 20, "the first messages")
    task = next(task["task"] for task in dlq(place, "tasks") if task["state"] == "running")
    stopped = dlq(place, "cancel", task)
    done = json.loads(running.communicate(timeout=60)[0])
    check(stopped["state"] == done["state"] == "cancelled" and stopped["sent"] == done["sent"] < count, f"{stopped} {done}")
    check(running.returncode == 130 and any("asked it to stop" in note for note in done["warnings"]), f"{done}")
    check(done["sent"] == len(arrived(place)) and done["remaining"] == depth(place), f"{done}")
    dlq(place, "cancel", task, status=1)
    check("nothing was changed" in place.errors, place.errors)
    dlq(place, "cancel", "nope", status=2)
    acts = [entry["act"] for entry in dlq(place, "history")["entries"] if entry["task"] == task]
    check(acts == ["redrive", "cancel", "redrive"], f"the audit log has {acts}")
    done = dlq(place, "delete", QUEUE, "--all", "--yes")
    check(done["sent"] == depth(place) + done["sent"] and len(arrived(place)) + done["sent"] == count, f"the locks were kept: {done}")


def test_headers_go_as_they_are_or_classed(place):
    like = only_imported(place, {"a": b"1"})
    dlq(place, "purge", QUEUE, "--yes")
    bring_in(place, [line({**like, "attributes": {"tenant": "t", "x-death": "[]"}}, id, b"{}") for id in ("kept", "classed")])
    plan = dlq(place, "plan", QUEUE, "--all")
    check(plan["headers"] == "keep" and plan["edited"] == 0 and any("x-death" in warning for warning in plan["warnings"]), f"{plan}")
    dlq(place, "redrive", QUEUE, "--id", "kept", "--yes")
    check("headers of the death" in place.run("dlq", "plan", QUEUE, "--all", "--headers", "classed", "--data", place.data), "not in the plan")
    dlq(place, "redrive", QUEUE, "--id", "classed", "--headers", "classed", "--diff", "--yes")
    check("-x-death: []" in place.errors, f"the diff does not show it: {place.errors}")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    rows = database.execute("SELECT attributes FROM messages WHERE queue = ? ORDER BY seq", (SOURCE,))
    # The key of the redrive is the broker's own to add.
    sent = [{name: value for name, value in json.loads(row[0]).items() if name != "tailrace.redrive"} for row in rows]
    database.close()
    check(sent == [{"tenant": "t", "x-death": "[]"}, {"tenant": "t"}], f"they left with {sent}")


def test_two_processes_send_no_message_twice(place):
    count = 600
    only_imported(place, many(count))
    for _ in range(4):
        both = [place.start("dlq", "redrive", QUEUE, "--all", "--rate", "500/s", "--yes", "-o", "json", "--data", place.data) for _ in range(2)]
        ends = [(p.communicate(timeout=120), p.returncode) for p in both]
        for (out, err), code in ends:
            check(code in (0, 1, 2), f"ended with {code}: {err.decode()}")
            if code == 2:
                check(b"task" in err and b"lock" in err, f"a refusal does not name the owner: {err.decode()}")
        if depth(place) == 0:
            break
    check(arrived(place) == sorted(many(count).values()), f"{len(arrived(place))} of {count} arrived, or some twice")


def test_schedules(place):
    only_imported(place, many(4))
    later = dlq(place, "redrive", QUEUE, "--id", "m-000000", "--at", "2200-01-01T00:00:00Z", "--yes")
    marked = dlq(place, "redrive", QUEUE, "--id", "m-000001", "--after-event", "Deployed", "--yes")
    soon = dlq(place, "redrive", QUEUE, "--id", "m-000002", "--at", "2001-01-01T00:00:00Z", "--yes")
    check({later["state"], marked["state"]} == {"scheduled"} and arrived(place) == [], f"{later} {marked}")
    cancelled = dlq(place, "cancel", later["task"])
    check(cancelled["state"] == "cancelled", f"{cancelled}")
    dlq(place, "cancel", later["task"], status=1)
    running = place.start("dlq", "attend", "--data", place.data)
    try:
        until(lambda: arrived(place) == [b'{"n":2}'], "the redrive that was due")
        check(dlq(place, "tasks", soon["task"])[0]["state"] in ("running", "completed"), "the journal does not know")
        dlq_pipeline = place.start("pipeline", "run", "--flows", "uploads", "--rate", "1/s", "--seed", "1", "--data", place.data)
        try:
            place.run("publish", "--source", "ci", "--type", "Deployed", "--data", "{}", "--data", place.data)
            until(lambda: b'{"n":1}' in arrived(place), "the redrive that waited for a deployment")
        finally:
            dlq_pipeline.terminate()
            dlq_pipeline.communicate(timeout=60)
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    check(running.returncode == 130, f"attend ended with {running.returncode}")
    check(depth(place) == 2, "a redrive that was cancelled ran")


def test_order_by_group_goes_one_at_a_time(place):
    only_imported(place, {f"m-{n}": b'{"order":{"id":"%d"},"n":%d}' % (n % 2, n) for n in range(6)})
    plan = dlq(place, "plan", QUEUE, "--all", "--order", "group", "--group-key", "$.order.id")
    check(plan["selected"] == 6, f"{plan}")
    running = place.start("pipeline", "run", "--flows", "orders", "--rate", "1/s", "--seed", "1", "--data", place.data)
    try:
        done = dlq(place, "redrive", QUEUE, "--all", "--order", "group", "--group-key", "$.order.id", "--stop-above", "100%", "--wait",
                   "--yes", status=1)
    finally:
        running.terminate()
        running.communicate(timeout=60)
    # Nobody can handle them: the first of each group dies again, and holds the others.
    check(done["sent"] == 2 and done["held"] == 4 and done["died_again"] == 2, f"{done}")
