"""First light, as a newcomer would see it: the real binary in a terminal, from live flows to a redrive that succeeds."""
import os, re, signal, subprocess
from harness import Screen, check, until


def pid_of(place):
    found = subprocess.run(["pgrep", "-f", place.data], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found if os.path.basename(os.path.realpath(f"/proc/{pid}/exe")) == "tailrace"]


def open_demo(place, width=140, height=40, options="--rate 20/s --fail 0.5 --seed 3"):
    screen = Screen(place, width, height)
    before = screen.modes
    screen.command(f"stty -a > {place.folder}/before; {place.binary} --data {place.data} {options}; echo left: $?; stty -a > {place.folder}/after")
    screen.see(r"bundled pipeline")
    return screen, before


def choose(screen, queue):
    """Moves to a queue in the list at the left of the dead letters."""
    screen.press("Left")
    screen.see(r"▌▸ \S+-dlq")
    screen.press("Home")
    screen.see(r"▌▸ analytics-dlq")

    # One key at a time: a screen that is behind would otherwise be taken beyond the queue.
    while (at := screen.see(r"▌▸ (\S+-dlq)").group(1)) != queue:
        screen.press("Down")
        until(lambda: not re.search(rf"▌▸ {at}", screen.text), f"the choice to move on from {at}")


def restored(place, screen, before, status):
    screen.see(rf"left: {status}")
    until(lambda: os.path.exists(f"{place.folder}/after"), "the shell to go on")
    check(screen.modes == before, f"the terminal was left with modes {screen.modes}, not {before}")
    modes = [open(f"{place.folder}/{name}").read() for name in ("before", "after")]
    check(modes[0] == modes[1], f"stty says {modes[1]}, not {modes[0]}")
    screen.type("echo typed words are seen")
    screen.see(r"\$ echo typed words are seen")


def test_first_light_from_live_flows_to_a_redrive_that_succeeds(place):
    screen, before = open_demo(place)
    try:
        # Events move, and what needs attention is said.
        screen.see(r"[1-9]\d* rec/s")
        screen.see(r"Needs attention[\s\S]*payments-dlq +\d+ dead")
        # The dead letters: why they died, and the flow that led there.
        screen.press("4")
        screen.see(r"payments-dlq +[1-9]\d* │")
        choose(screen, "payments-dlq")
        message = screen.see(r"[●○] ([0-9a-f]{4})…([0-9a-f]{4}) OrderPlaced")
        head, tail = message.groups()
        screen.see(r"Why[\s\S]*(CardDeclined|GatewayTimeout)")
        # The same flow by its correlation id, from anywhere.
        flow = next(f for f in place.json("traces", "-q", "hop=deadletter", "--data", place.data)
                    if f["correlation_id"].startswith(head) and f["correlation_id"].endswith(tail))
        screen.press("T")
        screen.type(flow["correlation_id"][:13])
        screen.see(flow["correlation_id"][:13])
        screen.press("Enter")
        screen.see(rf"Flow {head}…{tail}[\s\S]*✗ 3/3[\s\S]*◆")
        # From there one key to the redrive.
        screen.press("R")
        screen.see(r"Redrive 1 from payments-dlq")
        screen.press("y")
        screen.gone(r"Redrive 1 from payments-dlq")
        # The trace shows the redrive, and what came of it.
        screen.see(rf"Flow {head}…{tail}[\s\S]*↻")
        until(lambda: place.json("trace", flow["correlation_id"], "--data", place.data)["status"] == "ok", "the redriven flow to succeed")
        screen.see(rf"Flow {head}…{tail} +\S+ +✓ ok")
        place.run("dlq", "show", "payments-dlq", "-q", f"correlation_id={flow['correlation_id']}", "--data", place.data, status=1)
        screen.press("q")
        screen.press("q")
        restored(place, screen, before, 0)
    finally:
        screen.close()


def test_a_group_is_redriven_by_typing_its_count(place):
    place.run("pipeline", "run", "--flows", "orders", "--events", "60", "--fail", "0.4", "--seed", "3", "--data", place.data)
    depth = next(q["depth"] for q in place.json("dlq", "list", "--data", place.data) if q["queue"] == "payments-dlq")
    screen, before = open_demo(place, 80, 24, "--rate 1/s --fail 0")
    try:
        screen.press("4")
        screen.see(rf"payments-dlq +{depth}")
        choose(screen, "payments-dlq")
        screen.press("R")
        screen.see(rf"Redrive {depth} from payments-dlq")
        # The default is to cancel: Enter alone changes nothing.
        screen.press("Enter")
        check(place.json("dlq", "list", "--data", place.data), "the queue is empty though nothing was confirmed")
        if not re.search(r"Redrive \d+ from", screen.text):
            screen.press("R")
            screen.see(rf"Redrive {depth} from payments-dlq")
        screen.type(str(depth))
        screen.press("Enter")
        screen.see(r"payments-dlq +0")
        until(lambda: all(f["status"] in ("ok", "retried") for f in place.json("traces", "-q", "hop=redrive", "--data", place.data)),
              "every redriven flow to succeed")
        screen.press("q")
        restored(place, screen, before, 0)
    finally:
        screen.close()


def test_the_screen_survives_any_size(place):
    screen, before = open_demo(place)
    try:
        for width, height in ((80, 24), (40, 10), (200, 60), (20, 3), (140, 40)):
            screen.resize(width, height)
            screen.see(r"tailrace +bundled|needs \d+ by|Tailrace" if width >= 40 else r"\S")
            for key in ("2", "3", "4", "1"):
                screen.press(key)
        screen.see(r"Needs attention|Nothing needs attention")
        screen.press("q")
        restored(place, screen, before, 0)
    finally:
        screen.close()


def ends_by(place, number, status):
    screen, before = open_demo(place)
    try:
        screen.see(r"rec/s")
        for pid in until(lambda: pid_of(place), "the process"):
            os.kill(pid, number)
        restored(place, screen, before, status)
    finally:
        screen.close()


def test_sigterm_leaves_a_sane_terminal(place):
    ends_by(place, signal.SIGTERM, r"\d+")


def test_sigint_leaves_a_sane_terminal(place):
    ends_by(place, signal.SIGINT, r"\d+")


def test_a_trap_leaves_a_sane_terminal(place):
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    ends_by(place, signal.SIGILL, 132)


def test_stopping_and_going_on(place):
    screen, before = open_demo(place)
    try:
        screen.see(r"rec/s")
        for pid in until(lambda: pid_of(place), "the process"):
            os.kill(pid, signal.SIGTSTP)
        screen.see(r"Stopped")
        check(screen.modes == before, f"stopped, the terminal has modes {screen.modes}, not {before}")
        screen.type("fg")
        screen.press("Enter")
        screen.see(r"bundled pipeline[\s\S]*rec/s")
        screen.press("q")
        screen.see(r"fg[\s\S]*ready\$ ?$")
        check(screen.modes == before, f"the terminal was left with modes {screen.modes}, not {before}")
    finally:
        screen.close()


def test_terminals_without_colour_or_utf8(place):
    for environment in ("TERM=vt100", "NO_COLOR=1", "LC_ALL=C LANG=C"):
        screen = Screen(place, 100, 30, environment)
        try:
            screen.command(f"{place.binary} --data {place.data} --rate 5/s; echo left: $?")
            screen.see(r"bundled pipeline[\s\S]*rec/s")
            if "LC_ALL" in environment:
                check(all(ord(c) < 128 for c in screen.text), f"not ASCII under {environment}:\n{screen.text}")
            screen.press("q")
            screen.see(r"left: 0")
        finally:
            screen.close()


def test_without_a_terminal_it_says_so(place):
    place.run("--data", place.data, status=2)
    check("terminal" in place.errors, place.errors)
