"""Filters as people type them: on the command line with context, and in the bar with its preview."""
import json, os, re
from harness import Screen, check


def write_log(place, count=2000):
    """Records a tenth of a second apart; every hundredth is an error of payments."""
    path = os.path.join(place.folder, "shop.jsonl")
    with open(path, "w") as file:
        for i in range(count):
            failed = i % 100 == 50
            file.write(json.dumps({
                "timestamp": "2026-03-14T14:%02d:%02d.%03dZ" % (i // 600 % 60, i // 10 % 60, i % 10 * 100),
                "severity": "ERROR" if failed else "INFO", "service_name": "payments" if failed else "orders",
                "event_type": "PaymentFailed" if failed else "OrderPlaced", "correlation_id": "c-%d" % i,
                "message": "card declined for order-%d" % i if failed else "order-%d placed" % i, "duration_ms": i % 500}) + "\n")
    return path


def test_context_lines_are_printed_as_grep_does(place):
    path = write_log(place, 400)
    lines = place.run("logs", path, "-q", "level:error -order-350", "-C", "1").splitlines()
    check([line == "--" for line in lines] == [False] * 3 + [True] + [False] * 3 + [True] + [False] * 3, "\n".join(lines))
    check("order-49 placed" in lines[0] and "declined for order-50" in lines[1] and "order-51 placed" in lines[2], "\n".join(lines))
    records = [json.loads(line) for line in place.run("logs", path, "-q", "level:error", "-A", "2", "-n", "1", "-o", "json").splitlines()]
    check([(r["message"], r["match"]) for r in records]
          == [("card declined for order-350", True), ("order-351 placed", False), ("order-352 placed", False)], f"{records}")
    plain = [json.loads(line) for line in place.run("logs", path, "-q", "level:error", "-o", "json").splitlines()]
    check(len(plain) == 4 and all("match" not in r for r in plain), f"{plain}")
    place.run("logs", path, "-C", "x", status=2)


def test_a_mistake_is_shown_under_its_place(place):
    path = write_log(place, 10)
    for query, fault, words in (("service=orders level>=loud", "loud", "is no level"), ("(level=info", "(", "not closed"),
                                ("level=>warn", "=>", "write >="), ("-15m", "-15m", "time>-15m")):
        place.run("logs", path, "-q", query, status=2)
        lines = place.errors.splitlines()
        at = next((i for i, line in enumerate(lines) if line.strip() == query), None)
        check(at is not None and words in lines[at - 1], place.errors)
        check(lines[at + 1].index("^") == lines[at].index(fault), place.errors)


def test_a_filter_is_previewed_kept_and_left_at_the_same_place(place):
    path = write_log(place)
    screen = Screen(place, 100, 30)
    try:
        screen.command(f"{place.binary} watch {path}; echo left: $?")
        screen.see(r"read|live")
        screen.press("2")
        screen.see(r"order-1999 placed")
        screen.press("PPage", "PPage", "Up")
        # Not what is selected when only some of the keys have been heard.
        selected = screen.see(r"▌.*(order-1952) ")[1]
        row = next(i for i, line in enumerate(screen.text.split("\n")) if "▌" in line)
        screen.press("f")
        screen.type("lev")
        screen.see(r"level")
        screen.press("Tab")
        screen.type(">=loud")
        screen.see(r"\^ 'loud' is no level")
        screen.press("BSpace", "BSpace", "BSpace", "BSpace")
        screen.see(r"trace  debug  info")
        screen.type("err")
        screen.see(r"20 of 2,000")
        screen.press("Enter")
        screen.see(r"▌.*declined")
        screen.press("c")
        screen.see(r"┄┄┄┄")
        screen.press("c", "c", "c")
        screen.gone(r"┄┄┄┄")
        screen.press("Escape")
        screen.see(rf"▌.*{selected} ")
        now = next(i for i, line in enumerate(screen.text.split("\n")) if "▌" in line)
        check(now == row, f"the selection stands on row {now}, not {row}:\n{screen.text}")
        # The filter before comes back with the arrow; Esc leaves things as they are.
        screen.press("f", "Up")
        screen.see(r"level>=err")
        screen.press("Escape")
        screen.see(rf"▌.*{selected} ")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()
