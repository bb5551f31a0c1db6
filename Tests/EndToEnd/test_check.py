"""`tailrace check pattern`: one pattern on one event, and files of cases."""
import glob, json, os
from harness import Skipped, check


def write(place, name, text):
    path = os.path.join(place.folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def test_a_pattern_is_tried_on_an_event(place):
    pattern = write(place, "p.json", '{"source":["shop"],"detail":{"amount":[{"numeric":[">",100]}]}} trailing')
    event = write(place, "e.json", '{"source":"shop","detail":{"amount":1.5e2}}')
    check(place.run("check", "pattern", pattern, event) == "match\n", "a match is said")
    low = write(place, "low.json", '{"source":"shop","detail":{"amount":"\\u001b[31m"}}')
    text = place.run("check", "pattern", pattern, low, status=1)
    check("detail.amount" in text and "\x1b" not in text, f"the field that fails: {text!r}")
    report = place.json("check", "pattern", pattern, low, status=1)
    check(report["matches"] is False and report["misses"][0]["path"] == "detail.amount", f"{report}")
    check(place.json("check", "pattern", "-", event, stdin=open(pattern, "rb").read())["matches"], "standard input")


def test_bad_patterns_and_bad_input_are_said_with_their_place(place):
    event = write(place, "e.json", '{"a":1}')
    for text, part in (('{"a":[{"wildcard":"x**"}]}', "a[0].wildcard"), ('{"a":1}', "a must be"), ('{"a":["x"', "not JSON at byte 9"),
                       ('{"a":[{"cidr":"10.0.0.0/33"}]}', "a[0].cidr"), ("", "not JSON"), ('{"a":[{"\\u001b[2J":1}]}', "no operator")):
        place.run("check", "pattern", write(place, "bad.json", text), event, status=2)
        check(part in place.errors and "bad.json" in place.errors and "\x1b" not in place.errors, f"{text}: {place.errors}")
    good = write(place, "p.json", '{"a":[1]}')
    place.run("check", "pattern", good, write(place, "list.json", "[1]"), status=2)
    check("list.json" in place.errors and "object" in place.errors, place.errors)
    deep = write(place, "deep.json", '{"a":' * 100_000)
    place.run("check", "pattern", deep, event, status=2)
    check("deep.json" in place.errors, place.errors)
    place.run("check", "pattern", good, os.path.join(place.folder, "none.json"), status=2)
    check("none.json" in place.errors, place.errors)
    for arguments in ((), (good,), ("-", "-"), (good, event, "--cases", good)):
        place.run("check", "pattern", *arguments, status=2)


def test_cases_that_differ_are_printed_and_counted(place):
    cases = [
        {"id": "one", "name": "right", "pattern": '{"a":[300]}', "event": '{"a":3e2}', "valid": True, "matches": True},
        {"id": "two", "name": "wrong", "pattern": '{"a":["x"]}', "event": '{"a":"y"}', "valid": True, "matches": True},
        {"id": "three", "pattern": '{"a":[]}', "valid": False, "error": "Empty arrays are not allowed"},
    ]
    path = write(place, "cases.jsonl", "\n".join(json.dumps(case) for case in cases))
    text = place.run("check", "pattern", "--cases", path, status=1)
    check(text.endswith("2 passed, 1 failed\n") and "two wrong: expected match, got no match" in text, text)
    check('{"a":["x"]}' in text, f"the pattern: {text}")
    report = place.json("check", "pattern", "--cases", path, status=1)
    check((report["passed"], report["failed"]) == (2, 1) and report["differences"][0]["id"] == "two", f"{report}")
    bad = write(place, "bad.jsonl", json.dumps(cases[0]) + "\n\n{\n")
    place.run("check", "pattern", "--cases", bad, status=2)
    check("bad.jsonl:3" in place.errors, place.errors)
    place.run("check", "pattern", "--cases", write(place, "none.jsonl", "\n"), status=2)


def test_the_fields_own_cases_pass(place):
    files = sorted(glob.glob(os.path.join(os.environ.get("TAILRACE_SHARED", "../shared"), "vectors/event-patterns/*.jsonl")))
    if not files:
        raise Skipped("the shared vectors are not there; set TAILRACE_SHARED")
    passed = 0
    for file in files:
        text = place.run("check", "pattern", "--cases", file)
        check(text.endswith(" passed, 0 failed\n"), f"{file}: {text[-500:]}")
        passed += int(text.split()[-4])
    check(passed == 2019, f"{passed} cases")
