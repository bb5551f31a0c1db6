"""The dead-letter workbench from the keyboard: look, edit, plan, canary, stop, undo, in the real binary."""
import re
from harness import Screen, check
from test_dashboard import choose


def depth(place, queue):
    return next(q["depth"] for q in place.json("dlq", "list", "--data", place.data) if q["queue"] == queue)


def test_from_a_group_over_an_edit_and_a_canary_to_the_undo(place):
    place.run("pipeline", "run", "--flows", "orders", "--events", "60", "--fail", "0.4", "--seed", "3", "--data", place.data)
    before = depth(place, "payments-dlq")
    # An editor that needs nobody: the card is accepted from now on.
    screen = Screen(place, 140, 40, "EDITOR=\"sed -i s/tok_[a-z]*[0-9]*/tok_ok/\"")
    try:
        screen.command(f"{place.binary} --data {place.data} --rate 1/s --fail 0; echo left: $?")
        screen.see(r"bundled pipeline")
        screen.press("4")
        screen.see(rf"payments-dlq +{before}")
        choose(screen, "payments-dlq")
        screen.press("Right", "Home")
        screen.see(r"▌▾ \w+")
        # One message: why it died, attempt by attempt, and its flow.
        screen.press("Down", "Enter")
        screen.see(r"Message [\s\S]*Before it died[\s\S]*✗ 1[\s\S]*✗ 2 after[\s\S]*✗ 3 after[\s\S]*◆ dead")
        screen.press("t")
        screen.see(r"Flow [\s\S]*✗ 3/3")
        screen.press("Escape")
        screen.see(r"Message ")
        screen.press("Escape")
        screen.see(r"Why")
        # A group is edited by a path, looked at, and planned with a canary and a ramp.
        screen.press("Home", "E")
        screen.see(r"PATH=JSON")
        screen.type("$.detail.card.token=\"tok_hold99_e2e\"")
        screen.press("Enter")
        screen.see(r"Changes in[\s\S]*-.*tok_[\s\S]*\+.*tok_hold99_e2e")
        screen.press("n")
        screen.see(r"^ 2 of \d+")
        check(depth(place, "payments-dlq") == before, "something was sent before it was confirmed")
        screen.press("R")
        count = screen.see(r"Redrive (\d+) from payments-dlq")[1]
        screen.press("c")
        screen.type("2")
        screen.press("Enter", "r")
        screen.type("5..50")
        screen.press("Enter")
        screen.see(r"canary 2, then 5/s rising to 50/s")
        screen.press("Enter")
        screen.see(r"Not started: type")
        screen.type(count)
        screen.press("Enter")
        # The card is declined for good: the canary dies again, and the task stops by itself and says why.
        screen.see(r"canary: the first are out")
        screen.see(r"sent 2 [\s\S]*died again 2[\s\S]*▲ [\s\S]*Stopped by itself")
        check(depth(place, "payments-dlq") == before, "more than the canary has left the queue")
        screen.press("Escape")
        screen.gone(r"Stopped by itself")
        screen.press("H")
        screen.see(r"redrive +payments-dlq +▲ stopped[\s\S]*the chain holds")
        screen.press("Escape")
        # One message in an editor.
        screen.gone(r"Audit log")
        screen.press("Home", "Down", "E")
        screen.see(r"Changes in 1 from payments-dlq[\s\S]*-.*tok_[\s\S]*\+.*tok_ok")
        screen.press("R")
        screen.see(r"1 edited by hand")
        screen.press("y")
        screen.see(r"payments-dlq: 1 redriven")
        screen.see(rf"payments-dlq +{before - 1}")
        # What was discarded is brought back.
        screen.press("D")
        screen.see(r"Discard 1 from payments-dlq")
        screen.press("y")
        screen.see(rf"payments-dlq +{before - 2}")
        screen.press("u")
        screen.see(r"Undo discard of 1 from payments-dlq")
        screen.press("y")
        screen.see(rf"payments-dlq +{before - 1}")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()


def test_read_only_changes_nothing(place):
    place.run("pipeline", "run", "--flows", "orders", "--events", "30", "--fail", "0.4", "--seed", "3", "--data", place.data)
    before = depth(place, "payments-dlq")
    screen = Screen(place, 80, 24)
    try:
        screen.command(f"{place.binary} --data {place.data} --rate 1/s --fail 0 --read-only; echo left: $?")
        screen.see(r"read-only")
        screen.press("4")
        screen.see(rf"payments-dlq +{before}")
        choose(screen, "payments-dlq")
        for key in ("R", "D", "E", "X", "u"):
            screen.press(key)
            screen.see(r"read-only: start without --read-only")
        check(not re.search(r"Redrive \d|Discard \d|Purge", screen.text), "a dialog is open")
        check(depth(place, "payments-dlq") == before, "the queue is not what it was")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()
