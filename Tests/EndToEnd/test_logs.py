"""Logs that this project did not write: printed, traced, counted and watched without any set-up."""
import glob, gzip, json, os, re, subprocess
from harness import Screen, Skipped, check, until

SHARED = os.environ.get("TAILRACE_SHARED") or os.path.normpath(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared"))


def samples():
    found = sorted(glob.glob(os.path.join(SHARED, "vectors", "logs", "*", "sample.*")))
    if not found:
        raise Skipped("the shared vectors are not beside the repository")
    return found


def expected(sample):
    with open(os.path.join(os.path.dirname(sample), "expected.jsonl")) as file:
        return [json.loads(line) for line in file]


def test_foreign_logs_are_read_without_set_up(place):
    for name in ("pino", "powertools-logger", "bunyan", "zap-production", "logrus"):
        sample = next((s for s in samples() if f"/{name}/" in s), None)
        check(sample, f"no sample of {name}")
        records = [json.loads(line) for line in place.run("logs", sample, "-o", "json").splitlines()]
        wanted = {e["line"]: e for e in expected(sample)}
        check(len(records) == len(wanted), f"{name}: {len(records)} records of {len(wanted)}")
        for record in records:
            want = wanted[record["line"]]
            for mine, theirs in (("severity", "level"), ("correlation_id", "correlation"), ("service", "service")):
                check(record[mine] == want.get(theirs), f"{name}, line {record['line']}: {mine} is {record[mine]!r}, not {want.get(theirs)!r}")


def joined(lines):
    """Lines that a container runtime cut into pieces in one: those of the Container Runtime Interface by their tag (P, and F
    for the last), Docker's by the newline that the last piece has. All others as they are."""
    whole, pieces = [], {}
    for line in lines:
        if piece := re.match(rb"(\S+ (stdout|stderr)) ([PF]) (.*)", line, re.S):
            start, stream, tag, text = piece.groups()
            pieces[stream] = pieces.get(stream, b"") + text
            if tag == b"F":
                whole.append(start + b" F " + pieces.pop(stream))
        elif (docker := dockers(line)) and (docker[0] in pieces or not docker[1].endswith("\n")):
            stream, text = docker
            pieces[stream] = pieces.get(stream, "") + text
            if text.endswith("\n"):
                whole.append(f"{stream} {pieces.pop(stream)}".encode())
        else:
            whole.append(line)
    return whole


def dockers(line):
    """The stream and the text of a line that Docker wrote; None for any other."""
    try:
        line = json.loads(line)
        return (line["stream"], line["log"]) if {"log", "stream"} <= set(line) else None
    except (ValueError, TypeError):
        return None


def test_every_sample_is_kept_whole(place):
    for sample in samples():
        with open(sample, "rb") as file:
            lines = joined(line for line in file.read().split(b"\n") if line.strip(b"\r"))
        out = subprocess.run([place.binary, "logs", sample, "-o", "raw"], capture_output=True)
        check(out.returncode == 0, f"{sample}: {out.stderr.decode(errors='replace')}")
        if any(b'"resourceLogs"' in line for line in lines):
            # A line holds several records, which are printed one by one, with what the line says around them.
            held = sum(len(scope["logRecords"]) for line in lines for resource in json.loads(line)["resourceLogs"] for scope in resource["scopeLogs"])
            printed = [json.loads(line) for line in out.stdout.splitlines()]
            check(len(printed) == held, f"{sample}: {len(printed)} records of {held}")
            continue
        kept = {line.rstrip(b"\r") for line in lines}
        # A line that came in one piece is printed byte for byte; one that was joined has Docker's envelope written anew.
        printed = [line.rstrip(b"\r") for line in out.stdout.split(b"\n") if line]
        printed = [line if line in kept or not dockers(line) else "{} {}".format(*dockers(line)).encode() for line in printed]
        check(sorted(printed) == sorted(line.rstrip(b"\r") for line in lines), f"{sample}: lines were lost or changed")


def test_a_foreign_flow_is_traced_across_files_and_formats(place):
    sample = next(s for s in samples() if "/pino/" in s)
    id = next(e["correlation"] for e in expected(sample) if e.get("correlation"))
    trace = place.json("trace", id, *samples())
    check(trace["correlation_id"] == id and trace["records"] > 10, f"one flow over all formats: {trace['records']} records")
    check(len(trace["services"]) >= 2, f"services {trace['services']}")
    place.run("trace", id[:8], sample)
    place.run("trace", "no-such-flow", sample, status=1)


def flow_lines(flow, branches, depth, slow=0):
    """A flow of so many branches, each a chain of so many causes; the last hop of the first branch takes `slow` ms longer."""
    def line(at, id, cause, **more):
        return json.dumps({"time": 1790000000000 + at, "correlation_id": flow, "event_type": "Step", "service": "steps",
                           "hop": "publish", "event_id": flow + id, "causation_id": cause and flow + cause, "message": "step", **more})
    lines = [line(0, "root", None)]
    for branch in range(branches):
        cause = "root"
        for step in range(depth):
            id = f"-{branch}-{step}"
            took = slow if branch == 0 and step == depth - 1 else 0
            lines.append(line(1 + branch + step + took, id, cause, hop="invoke", resource=f"Step{step}", duration_ms=1 + took))
            cause = id
    return "\n".join(lines) + "\n"


def test_a_large_flow_is_one_json_object_and_is_compared_hop_by_hop(place):
    path = os.path.join(place.folder, "large.jsonl")
    with open(path, "w") as file:
        file.write(flow_lines("slow", 60, 80, slow=500) + flow_lines("quick", 60, 80))
    trace = place.json("trace", "slow", path)

    def count(nodes):
        return sum(1 + count(node["children"]) for node in nodes)

    check(count(trace["roots"]) == 60 * 80 + 1, f"{count(trace['roots'])} nodes")
    check(len(trace["roots"]) == 1 and len(trace["roots"][0]["children"]) == 60, "branches below the root")
    compared = place.json("trace", "slow", path, "--compare", "quick")
    check(len(compared["rows"]) == 60 * 80 + 1, f"{len(compared['rows'])} rows")
    differing = [row for row in compared["rows"] if row["delta_ms"]]
    check([row["name"] for row in differing] == ["Step79"] and differing[0]["delta_ms"] == 500, f"{differing}")
    check("slower by" in place.run("trace", "slow", path, "--compare", "quick"), "the text says it at once")
    place.run("trace", "slow", path, "--compare", "no-such-flow", status=1)


def test_filters_compressed_files_and_standard_input(place):
    sample = next(s for s in samples() if "/pino/" in s)
    with open(sample, "rb") as file:
        content = file.read()
    errors = sum(e["level"] in ("error", "fatal") for e in expected(sample))
    packed = os.path.join(place.folder, "log.gz")
    with gzip.open(packed, "wb") as file:
        file.write(content)
    for arguments, stdin in (([packed], None), (["-"], content), ([sample], None)):
        out = place.run("logs", "-q", "level>=error", "-o", "json", *arguments, stdin=stdin)
        check(len(out.splitlines()) == errors, f"{arguments}: {len(out.splitlines())} errors of {errors}")
    stats = place.json("stats", packed)
    check(stats["records"] == len(expected(sample)) and stats["by_severity"]["fatal"] == 1, f"{stats}")


def test_following_prints_what_is_appended_and_survives_rotation(place):
    path = os.path.join(place.folder, "app.log")
    line = '{"level":"info","msg":"%s","service":"app"}\n'
    with open(path, "w") as file:
        file.write(line % "first")
    running = place.start("logs", path, "--follow", "-o", "json")
    try:
        os.set_blocking(running.stdout.fileno(), False)
        seen = []

        def read():
            seen.append((running.stdout.read() or b"").decode())
            return "".join(seen)
        until(lambda: '"first"' in read(), "the first line")
        with open(path, "a") as file:
            file.write(line % "second")
        until(lambda: '"second"' in read(), "the second line")
        os.rename(path, path + ".1")
        with open(path, "w") as file:
            file.write(line % "third")
        until(lambda: '"third"' in read(), "a line after the rotation")
        check("".join(seen).count("\n") == 3, f"three lines were written: {seen}")
    finally:
        running.terminate()
        running.communicate(timeout=20)
    check(running.returncode == 130, f"it ended with {running.returncode}")


def test_hostile_text_never_drives_the_terminal(place):
    path = os.path.join(place.folder, "hostile.log")
    with open(path, "wb") as file:
        file.write(b'{"level":"error","service":"x\\u001b[31m","correlation_id":"h\\u0007","msg":"\\u001b]0;owned\\u0007 \\u001b[2J gone?"}\n')
        file.write(b'plain \x1b[2J\x1b[1;1H text \xff\xfe with bytes\n')
    for arguments in (["logs", path], ["traces", path], ["stats", path]):
        out = subprocess.run([place.binary, *arguments], capture_output=True).stdout
        check(b"\x1b" not in out and b"\x07" not in out, f"{arguments}: control bytes in {out!r}")
    screen = Screen(place, 100, 30)
    try:
        screen.command(f"{place.binary} watch {path}; echo left: $?")
        screen.see(r"hostile\.log")
        screen.press("2")
        screen.see(r"gone\?")
        check("␛" in screen.text, f"the escape is not shown:\n{screen.text}")
        screen.press("q")
        screen.see("left: 0")
    finally:
        screen.close()


def test_watching_foreign_logs(place):
    screen = Screen(place, 140, 40)
    try:
        screen.command(f"{place.binary} watch {' '.join(samples()[:40])}; echo left: $?")
        screen.see(r"payment")
        screen.press("3")
        screen.see(r"[1-9]\d* flows")
        screen.press("Enter")
        screen.see(r"Flow [0-9a-f]{4}…")
        screen.press("q", "4")
        screen.see(r"[Nn]o broker|dead")
        screen.press("q")
        screen.see("left: 0")
    finally:
        screen.close()


def test_standard_input_can_be_watched(place):
    screen = Screen(place, 100, 30)
    try:
        screen.command("""printf '{"level":"warn","msg":"from a pipe","service":"piped"}\\n' | """ + f"{place.binary} watch - ; echo left: $?")
        screen.see(r"tailrace +-")
        screen.press("2")
        screen.see("from a pipe")
        screen.press("q")
        screen.see("left: 0")
    finally:
        screen.close()


def test_a_flow_found_by_its_text_is_the_flow_found_by_reading_everything(place):
    # Standard input can not be searched, so that everything of it is read.
    compared = 0
    for sample in samples():
        with open(sample, "rb") as file:
            content = file.read()
        ids = sorted({e["correlation"] for e in expected(sample) if e.get("correlation")})
        for id in ids[:2] + [i[:9] for i in ids[:1]]:
            found = subprocess.run([place.binary, "trace", id, sample], capture_output=True)
            read = subprocess.run([place.binary, "trace", id, "-"], input=content, capture_output=True)
            check((found.returncode, found.stdout) == (read.returncode, read.stdout),
                  f"{sample}: {id}: {found.stdout.decode(errors='replace')}\nbut read whole:\n{read.stdout.decode(errors='replace')}")
            compared += 1
    check(compared > 30, f"{compared} flows")


def test_a_flow_found_by_its_text_has_what_other_ids_tie_to_it(place):
    """The same where a record of the flow names another id, and others have only that."""
    path = os.path.join(place.folder, "tied.log")
    lines = [{"time": f"2026-01-01T00:00:{i % 60:02}Z", "msg": f"step {i}", "service": f"s{i % 7}"} for i in range(300)]
    for i, line in enumerate(lines):
        if i % 10 == 0:
            line["correlation_id"] = "order-4711-abcdef"
        if i % 15 == 0:
            line["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736"
        if i % 35 == 0:
            line["request_id"] = "5f1a7e0c-aaaa-4bbb-8ccc-1234567890ab"
    with open(path, "w") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines) + "no JSON\n")
    for id in ("order-4711-abcdef", "order-4711", "4bf92f3577b34da6a3ce929d0e0e4736", "5f1a7e0c-aaaa-4bbb-8ccc-1234567890ab", "none-of-them"):
        found = subprocess.run([place.binary, "trace", id, path], capture_output=True)
        with open(path, "rb") as file:
            read = subprocess.run([place.binary, "trace", id, "-"], stdin=file, capture_output=True)
        check((found.returncode, found.stdout) == (read.returncode, read.stdout), f"{id}: {found.stdout}\nbut read whole: {read.stdout}")


def test_a_flow_found_by_its_text_keeps_its_lines_numbers(place):
    path = os.path.join(place.folder, "sample.jsonl")
    place.run("bench", "generate", path, "--records", "40000")
    with open(path) as file:
        records = [json.loads(line) for line in file]
    id = records[20_000]["correlation_id"]
    expected = [i + 1 for i, record in enumerate(records) if record["correlation_id"] == id]
    lines, todo = [], list(place.json("trace", id, path)["roots"])
    while todo:
        node = todo.pop()
        todo += node["children"]
        lines += [record["line"] for record in node["records"]]
    check(sorted(lines) == expected, f"lines {sorted(lines)}, not {expected}")
