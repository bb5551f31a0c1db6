"""`tailrace check statemachine`: a definition, a run of it, and the field's cases."""
import json, os
from harness import Skipped, check

SAGA = {"StartAt": "Pay", "States": {
    "Pay": {"Type": "Task", "Resource": "function:pay", "ResultPath": "$.payment", "Next": "Ship",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 60, "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Refused"}]},
    "Ship": {"Type": "Wait", "Seconds": 86400, "End": True},
    "Refused": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "States.Format('order {}: {}', $.id, $.error.Cause)"}}}


def write(place, name, content):
    path = os.path.join(place.folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_names_every_mistake_by_its_path(place):
    good = write(place, "good.json", SAGA)
    check(place.run("check", "statemachine", good) == "valid\n", "a good definition is not said to be valid")
    bad = {"StartAt": "A", "States": {"A": {"Type": "Task", "Next": "\u001b[2J"}, "B": {"Type": "Pass", "InputPath": "x", "Next": "C"}}}
    said = place.run("check", "statemachine", write(place, "bad.json", bad), status=1)
    check("/States/A: the field Resource is required" in said and "/States/B/InputPath: 'x'" in said, said)
    check("/States/B/Next: there is no state 'C'" in said and "\x1b" not in said, f"{said!r}")
    report = json.loads(place.run("check", "statemachine", "-", "-o", "json", status=1, stdin=json.dumps(bad).encode()))
    check(report["valid"] is False and report["mistakes"][0]["path"] == "/States/A", f"{report}")
    for content, word in [(b"{", "byte"), (b"[" * 100_000, "nested deeper"), (b'"\xff"', "UTF-8")]:
        place.run("check", "statemachine", write(place, "broken.json", content), status=2)
        check(word in place.errors and "broken.json" in place.errors, place.errors)
    for arguments in ((), ("--cases", good, good), (good, "--results", good), ("-", "--input", "-")):
        place.run("check", "statemachine", *arguments, status=2)


def test_runs_a_definition_on_an_input(place):
    saga = write(place, "saga.json", SAGA)
    order = write(place, "order.json", {"id": 7})
    busy = [{"error": "Busy", "cause": "later"}] * 2
    results = write(place, "results.json", {"Pay": busy + [{"output": {"ok": True}}]})
    said = place.run("check", "statemachine", saga, "--input", order, "--results", results)
    check(json.loads(said) == {"id": 7, "payment": {"ok": True}}, said)
    refused = write(place, "refused.json", {"Pay": {"error": "Declined", "cause": "\u001b[31mno"}})
    said = place.run("check", "statemachine", saga, "--input", order, "--results", refused, status=1)
    check("FAILED Declined: order 7:" in said and "\x1b[31m" not in said, f"{said!r}")
    report = place.json("check", "statemachine", saga, "--input", order, "--results", refused, status=1)
    types = [event["type"] for event in report["history"]]
    check(report["status"] == "FAILED" and types[0] == "ExecutionStarted" and types[-1] == "ExecutionFailed", f"{types}")
    check("LambdaFunctionFailed" in types and report["history"][1]["stateEnteredEventDetails"]["input"] == '{"id":7}', f"{report}")
    place.run("check", "statemachine", saga, "--input", order, status=2)
    check("'Pay'" in place.errors and "--results" in place.errors, place.errors)
    silent = write(place, "silent.json", {"Pay": {"silent": True}})
    place.run("check", "statemachine", saga, "--input", order, "--results", silent, status=2)
    check("does not end" in place.errors and "Pay" in place.errors, place.errors)
    place.run("check", "statemachine", saga, "--input", order, "--results", write(place, "odd.json", {"Pay": [5]}), status=2)
    check("odd.json" in place.errors and "result 1 of 'Pay'" in place.errors, place.errors)


def test_runs_cases_of_state_machines(place):
    cases = [{"id": "a", "definition": SAGA, "input": {}, "expected": {"status": "SUCCEEDED"}},
             {"id": "b", "rule": {"Variable": "$.n", "NumericEquals": 1}, "input": {"n": 1.0}, "matches": True},
             {"id": "c", "name": "wrong", "text": "{}", "valid": True},
             {"id": "d", "request": {"definition": '{"Type":"Pass","End":true}', "input": '{"a":1}'}, "response": {"status": "SUCCEEDED", "output": {"a": 1}}},
             {"id": "e", "text": '{"QueryLanguage":"JSONata"}', "valid": True}]
    folder = os.path.join(place.folder, "cases")
    os.mkdir(folder)
    path = write(place, "cases/some.jsonl", b"\n".join(json.dumps(case).encode() for case in cases))
    for given in (path, folder):
        said = place.run("check", "statemachine", "--cases", given, status=1)
        check("c wrong: expected valid, got /: " in said and said.endswith("2 passed, 1 failed\n"), said)
        check("1 skipped: it is written in JSONata" in said and "1 skipped: there is no recorded result for a task" in said, said)
    report = place.json("check", "statemachine", "--cases", path, status=1)
    check((report["passed"], report["failed"], report["skipped"]) == (2, 1, 2) and report["differences"][0]["id"] == "c", f"{report}")
    place.run("check", "statemachine", "--cases", write(place, "bad.jsonl", b'{"id":"x"}'), status=2)
    check("bad.jsonl:1" in place.errors and "matches" in place.errors, place.errors)
    place.run("check", "statemachine", "--cases", place.folder + "/none", status=2)


def test_the_cases_of_the_field_pass(place):
    shared = os.environ.get("TAILRACE_SHARED") or os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared")
    folder = os.path.join(shared, "vectors/asl")
    if not os.path.isdir(folder):
        raise Skipped("the shared vectors are not beside the repository")
    with open(os.path.join(os.path.dirname(__file__), "..", "StatesLanguageTests", "exceptions.txt")) as file:
        listed = {line.split(" # ")[0] for line in file if not line.startswith("#")}
    report = place.json("check", "statemachine", "--cases", folder, status=1 if listed else 0)
    check({case["id"] for case in report["differences"]} == listed, f"{report['differences']}")
    check(report["passed"] > 800, f"only {report['passed']} passed")
