"""Page 7 from the keyboard, in the real binary: what each key does to the running pipeline, as another process sees it."""
from harness import Screen, check, until


def open_page(place, options, width=140, height=40):
    screen = Screen(place, width, height)
    screen.command(f"{place.binary} --data {place.data} {options}; echo left: $?")
    screen.see(r"[1-9]\d* rec/s")
    screen.press("7")
    screen.see(r"[1-9]\d* published|Part +What is wrong|Nothing needs attention")
    return screen


def section(screen, title):
    """Turns to a section: the list at the left marks the one that is open."""
    for _ in range(7):
        if screen.find(rf"▸ ?{title}"):
            return
        at = screen.see(r"▸ ?(\w+)").group(0)
        screen.press("Tab")
        screen.gone(at)
    screen.see(rf"▸ ?{title}")


def find(screen, name):
    screen.press("/")
    screen.see(r"── Search")
    screen.type(name)
    screen.press("Enter")
    screen.see(rf"▌.*{name}")


def test_rules_consumers_faults_and_events_from_the_keyboard(place):
    def rule():
        return next(r for r in place.json("rules", "list", "--data", place.data) if r["rule"] == "order-fanout")["state"]

    def consumer():
        return next(c for c in place.json("consumers", "list", "--data", place.data) if c["source"] == "orders-payment")

    screen = open_page(place, "--flows orders --rate 4/s --fail 0 --seed 3")
    try:
        # A rule is switched off, after a question that Enter answers with no.
        section(screen, "Buses and rules")
        find(screen, "order-fanout")
        screen.press("X")
        screen.see(r"Disable rule order-fanout[\s\S]*y to disable")
        screen.press("Enter")
        screen.gone(r"Disable rule")
        check(rule() == "ENABLED", "Enter has disabled it")
        screen.press("X")
        screen.see(r"Disable rule order-fanout")
        screen.press("y")
        screen.see(r"▌▲ +order-fanout +off, by hand")
        check(rule() == "DISABLED", "the rule is still on")
        screen.press("X")
        screen.see(r"Enable rule order-fanout")
        screen.press("y")
        screen.see(r"▌ +order-fanout +on, by hand")
        check(rule() == "ENABLED", "the rule is still off")
        # A consumer is paused from its queue, which then grows, and resumed by command.
        section(screen, "Queues")
        find(screen, "orders-payment")
        screen.press("Z")
        screen.see(r"Pause orders-payment")
        screen.press("y")
        screen.see(r"▌⏸ +orders-payment +[3-9].*⏸ ProcessPayment, paused")
        check(consumer()["paused"], "the consumer still takes")
        screen.type(":resume ProcessPayment")
        screen.press("Enter")
        screen.see(r"Resume orders-payment")
        screen.press("y")
        screen.see(r"▌ +orders-payment +[0-9].*ProcessPayment")
        screen.gone(r"⏸ ProcessPayment")
        check(not consumer()["paused"], "the consumer takes nothing")
        # A fault is injected, met, and cleared.
        section(screen, "Functions")
        find(screen, "CountOrders")
        screen.press("I")
        screen.see(r"Inject a fault into CountOrders")
        screen.press("Enter", "Enter")
        screen.see(r"100 % of its invocations fail with InjectedFault")
        screen.press("y")
        screen.see(r"▌✗ +CountOrders .*fault: 100 %")
        screen.press("C")
        screen.see(r"Clear the fault of CountOrders")
        screen.press("y")
        screen.see(r"▌✗ +CountOrders (?!.*fault)")
        # An event is published: with the place of a mistake first, then as a flow of its own.
        section(screen, "Buses and rules")
        find(screen, "order-fanout")
        screen.press("P")
        screen.see(r"Publish an event[\s\S]*type +OrderPlaced")
        screen.press("C-u")
        screen.type('{"order": "by hand",}')
        screen.press("Enter")
        screen.see(r"✗ data: .*, at character 21")
        screen.press("BSpace", "BSpace")
        screen.type("}")
        screen.press("Enter")
        screen.see(r'\{"order":"by hand"\}[\s\S]*y to publish')
        screen.press("y")
        flow = screen.see(r"published OrderPlaced as \S+, flow (\S+)").group(1)
        until(lambda: place.run("trace", flow, "--data", place.data, status=None), "the flow of the event")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()


def test_an_execution_that_failed_is_looked_at_and_redriven(place):
    # Those that an earlier run has left are redriven in this one.
    screen = open_page(place, "--flows saga --rate 4/s --fail 0 --seed 3", 80, 24)
    try:
        screen.type(":fault saga-complete-order")
        screen.press("Enter")
        screen.see(r"Inject a fault into saga-complete-order")
        screen.press("Enter", "Enter")
        screen.see(r"y to inject")
        screen.press("y")
        screen.see(r"Machines 1[\s\S]*has failed executions|order-saga has failed executions|✗Machines")
        screen.type(":clear saga-complete-order")
        screen.press("Enter")
        screen.see(r"Clear the fault")
        screen.press("y")
        screen.see(r"saga-complete-order works again")
        # What is wrong leads to the last execution that failed, and that to its states.
        section(screen, "Attention")
        find(screen, "order-saga")
        screen.press("Enter")
        screen.see(r"▌✗ .* failed ")
        screen.press("Enter")
        screen.see(r"order-saga +✗ failed[\s\S]*✓  CreateShipment *[\s\S]*✗  CompleteOrder +failed[\s\S]*·  FailOrder")
        name = screen.see(r"execution (\S+)").group(1)
        screen.press("R")
        screen.see(r"Redrive execution")
        screen.press("y")
        screen.see(r"order-saga +✓ succeeded[\s\S]*✓  CompleteOrder")
        done = next(e for e in place.json("executions", "list", "--data", place.data, "-n", "1000") if e["name"] == name)
        check(done["status"] == "SUCCEEDED", f"the execution is {done}")
        screen.press("t")
        screen.see(r"Flow [\s\S]*order-saga: Compl")
        screen.press("Escape", "Escape")
        screen.see(r"▸Machines")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()


def test_read_only_shows_and_offers_nothing(place):
    place.run("pipeline", "run", "--flows", "orders", "--events", "20", "--seed", "3", "--data", place.data)
    screen = open_page(place, "--flows orders --rate 2/s --fail 0 --read-only", 80, 24)
    try:
        screen.see(r"read-only")
        for _ in range(4):
            screen.press("Tab", "X", "Z", "I", "P", "A", "S", "R", "C")
        check(not screen.find(r"publish…|y to |Publish an event"), "something is offered")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()


def test_a_replay_is_started_and_stopped(place):
    screen = open_page(place, "--flows backup --rate 10/s --fail 0 --seed 3")
    try:
        section(screen, "Archives")
        screen.see(r"new-orders +[1-9]\d+ events")
        screen.press("A")
        screen.see(r"Replay new-orders")
        screen.type("tomorrow")
        screen.press("Enter", "Enter", "Enter")
        screen.type("1/s")
        screen.press("Enter")
        screen.see(r"✗ from: a time is")
        screen.press("C-u")
        screen.type("-1h")
        screen.press("Enter", "Enter", "Enter", "Enter")
        screen.see(r"1 a second[\s\S]*y to start")
        screen.press("y")
        name = screen.see(r"(replay-[0-9a-f-]+)\S* +running +\d+ (?:of \d+ )?sent").group(1)
        screen.press("S")
        screen.see(rf"Stop {name}")
        screen.press("Enter")
        screen.gone(r"Stop replay-")
        check(screen.find(rf"{name}\S* +running"), "Enter has stopped it")
        screen.press("S")
        screen.see(rf"Stop {name}")
        screen.press("y")
        screen.see(rf"{name}\S* +cancel")
        screen.press("q")
        screen.see(r"left: 0")
    finally:
        screen.close()
