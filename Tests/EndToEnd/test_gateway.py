"""The gateway: each request is answered with its own status, and what was answered 202 is stored, whatever happens then."""
import collections, glob, http.client, json, os, random, signal, socket, sqlite3, threading, time
from gateway import JSON_TYPE, KEY, Listening, csv, in_threads, keys, png, upload
from harness import check, until
from test_pipeline import accounts_hold


def load(listening, seed, count, accepted, statuses):
    """A client with one connection that mixes good requests with bad ones; each must get its own status."""
    dice = random.Random(seed)
    connection = listening.connect()
    big = b"x" * (5 << 20)
    for i in range(count):
        name = f"client-{seed}/file-{i}"
        kinds = {
            "csv": (202, "POST", "/api/upload", upload(f"{name}.csv", csv(dice.randrange(1, 30))), JSON_TYPE),
            "broken": (202, "POST", "/api/upload", upload(f"{name}.csv", csv(3, broken=True)), JSON_TYPE),
            "png": (202, "POST", "/api/upload", upload(f"{name}.png", png(dice.randrange(1, 90), 20)), JSON_TYPE),
            "raw": (202, "PUT", f"/api/files/{name}.csv", csv(5).encode(), {"content-type": "text/csv", "x-api-key": KEY}),
            "no key": (403, "POST", "/api/upload", upload(f"{name}.csv", csv(1)), {"content-type": "application/json"}),
            "bad key": (403, "POST", "/api/upload", upload(f"{name}.csv", csv(1)), {**JSON_TYPE, "x-api-key": KEY + "x"}),
            "bad body": (400, "POST", "/api/upload", json.dumps({"name": f"{name}.exe", "content": 7}), JSON_TYPE),
            "no JSON": (400, "POST", "/api/upload", '{"name": "a.csv", ', JSON_TYPE),
            "type": (415, "POST", "/api/upload", "hello", {**JSON_TYPE, "content-type": "text/plain"}),
            "path": (404, "GET", f"/api/uploads/{i}", None, JSON_TYPE),
            "method": (405, "DELETE", "/api/upload", None, JSON_TYPE),
            "status": (404, "GET", f"/api/upload/none-{i}", None, JSON_TYPE),
            "large": (413, "POST", "/api/upload", big, JSON_TYPE),
            "large in chunks": (413, "POST", "/api/upload", iter([big[:1 << 20]] * 5), {**JSON_TYPE, "transfer-encoding": "chunked"}),
        }
        kind = dice.choice(list(kinds)) if dice.random() < 0.5 else dice.choice(["csv", "png", "raw", "broken"])
        expected, method, target, body, headers = kinds[kind]
        try:
            connection.request(method, target, body=body, headers=headers, encode_chunked="chunks" in kind)
        except (BrokenPipeError, ConnectionResetError):
            # It was refused before all of it was sent; the answer is there all the same.
            check(expected == 413, f"{kind}: the connection broke")
        answer = connection.getresponse()
        said = answer.read()
        check(answer.status == expected, f"{kind}: {answer.status}, not {expected}: {said[:300]}")
        check(answer.getheader("x-correlation-id") and answer.getheader("traceparent"), f"{kind}: no ids")
        statuses[answer.status] += 1
        if expected == 202:
            accepted.append(json.loads(said))
        if answer.getheader("connection") == "close":
            connection.close()
            connection = listening.connect()
    connection.close()


def objects(place, bucket="upload-files"):
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    found = {row[0]: row[1] for row in database.execute("SELECT key, size FROM objects WHERE bucket = ?", (bucket,))}
    database.close()
    return found


def uploads_are_whole(place, accepted):
    """Works off what is left, then looks for each upload by its id: stored, and validated or dead."""
    last = place.json("pipeline", "run", "--flows", "uploadapi", "--events", "0", "--data", place.data)
    accounts_hold(last)
    stored = objects(place)
    lost = [a["uploadId"] for a in accepted if stored.get(a["key"]) != a["size"]]
    check(not lost, f"{len(lost)} of {len(accepted)} accepted uploads are not stored: {lost[:3]}")
    flow = next(f for f in last["flows"] if f["name"] == "uploadapi")
    check(flow["in_flight"] == 0 and flow["started"] == flow["completed"] + flow["dead"] == len(stored), f"{flow}, {len(stored)} objects")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    states = {row[0]: json.loads(row[1])["status"] for row in database.execute("SELECT key, value FROM items WHERE tbl = 'uploads'")}
    dead = {row[0] for row in database.execute("SELECT correlation_id FROM messages WHERE died IS NOT NULL")}
    database.close()
    left = [a for a in accepted if states.get(a["uploadId"]) != "validated" and a["correlationId"] not in dead]
    check(not left, f"neither validated nor dead: {left[:3]}")
    return flow


def test_gateway_gives_each_request_its_own_status_and_loses_nothing(place):
    listening = Listening(place, "--flows", "uploadapi", "--events", "0", "--api-keys", keys(place))
    check("1 API key" in listening.said and KEY not in listening.said, listening.said)
    accepted, statuses, each = [], collections.Counter(), 80
    in_threads(6, lambda i: load(listening, i, each, accepted, statuses))
    summary = listening.stop()
    gateway = summary["gateway"]
    check({int(k): v for k, v in gateway["by_status"].items()} == dict(statuses), f"{gateway} is not {statuses}")
    check(gateway["requests"] == 6 * each and len(statuses) == 7, f"{gateway}")
    check(len({a["uploadId"] for a in accepted}) == statuses[202], "an upload id came twice")
    flow = uploads_are_whole(place, accepted)
    check(flow["started"] == statuses[202] and flow["dead"] > 0, f"{statuses[202]} uploads were accepted: {flow}")
    backup = objects(place, "upload-backup")
    check(len(backup) == flow["started"] + flow["completed"], f"{len(backup)} events are backed up of {flow}")
    for path in glob.glob(os.path.join(place.data, "telemetry", "*.jsonl")) + glob.glob(os.path.join(place.data, "pipeline.sqlite*")):
        with open(path, "rb") as file:
            check(KEY.encode() not in file.read(), f"the key stands in {path}")
    lines = place.run("logs", "-q", "service=gateway exists(status) status>=400", "--data", place.data, "-o", "json").splitlines()
    check(len(lines) == 6 * each - statuses[202], f"{len(lines)} refusals are in the logs")
    # One flow from the request on.
    tree = place.json("trace", accepted[0]["correlationId"], "--data", place.data)
    roots = [root["name"] for root in tree["roots"]]
    check(roots in (["POST /api/upload"], ["PUT /api/files/{name+}"]), f"{roots}")
    # What died is complete after a redrive.
    place.run("dlq", "redrive", "uploadapi-dlq", "--all", "--yes", "--data", place.data)
    flow = uploads_are_whole(place, accepted)
    check(flow["dead"] == 0, f"after the redrive: {flow}")
    return f"{6 * each} requests: {dict(sorted(statuses.items()))}"


def test_kill_9_loses_no_upload_that_was_answered(place):
    accepted, keyfile = [], keys(place)
    for round in range(3):
        listening = Listening(place, "--flows", "uploadapi", "--events", "0", "--api-keys", keyfile)
        enough = len(accepted) + 60

        def work(i):
            connection, n = listening.connect(), 0
            while True:
                n += 1
                try:
                    connection.request("POST", "/api/upload", upload(f"c-{i}/f-{n}.csv", csv(n % 9 + 1)), JSON_TYPE)
                    answer = connection.getresponse()
                    said = answer.read()
                except (OSError, http.client.HTTPException) as error:
                    if listening.running.poll() is None and len(accepted) < enough:
                        raise error
                    return
                check(answer.status == 202, f"{answer.status}: {said}")
                accepted.append(json.loads(said))

        def killer():
            until(lambda: len(accepted) >= enough, "uploads")
            listening.kill()
        threading.Thread(target=killer).start()
        in_threads(4, work)
        listening.running.wait()
    check(len(accepted) >= 180, f"only {len(accepted)} uploads were accepted")
    uploads_are_whole(place, accepted)
    return f"{len(accepted)} uploads through 3 kills"


def read_all(connection):
    """Everything until the other side closes, or resets."""
    parts = []
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)


def test_slow_and_strange_clients_are_answered_or_left(place):
    listening = Listening(place, "--flows", "uploadapi", "--events", "0", "--api-keys", keys(place))
    answers = {}

    def slowloris(name):
        # A byte now and then keeps no connection: what counts is when the headers are whole.
        connection, started = listening.raw(), time.monotonic()
        connection.sendall(b"POST /api/upload HTTP/1.1\r\nHost: x\r\n")
        connection.settimeout(0.5)
        said = b""
        while time.monotonic() - started < 40:
            try:
                connection.sendall(b"X-A: b\r\n")
                part = connection.recv(4096)
                if not part:
                    break
                said += part
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
        answers[name] = (said, time.monotonic() - started)
        connection.close()

    threads = [threading.Thread(target=slowloris, args=(f"slow {i}",)) for i in range(20)]
    for thread in threads:
        thread.start()
    # Meanwhile others are served.
    for i in range(20):
        status, _, said = listening.ask("POST", "/api/upload", upload(f"a/{i}.csv", csv(2)), JSON_TYPE)
        check(status == 202, f"{status}: {said}")

    def exchange(sent):
        connection = listening.raw()
        connection.sendall(sent)
        said = read_all(connection)
        connection.close()
        return said

    key = f"x-api-key: {KEY}\r\n".encode()
    body = upload("a/pipelined.csv", csv(2)).encode()
    request = b"POST /api/upload HTTP/1.1\r\nHost: x\r\n" + key + b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    # Two at once on one connection are answered in order.
    said = exchange(request + b"X-Correlation-ID: first\r\n\r\n" + body + b"GET /api/upload/none HTTP/1.1\r\nHost: x\r\n" + key
                    + b"X-Correlation-ID: second\r\nConnection: close\r\n\r\n")
    check(said.count(b"HTTP/1.1 ") == 2 and said.index(b"202 Accepted") < said.index(b"first") < said.index(b"404 Not Found") < said.index(b"second"), f"{said}")
    said = exchange(b"GET /api/upload/none HTTP/1.0\r\n" + key + b"\r\n")
    check(said.startswith(b"HTTP/1.1 404") and b"onnection: close" in said, f"HTTP/1.0: {said}")
    for name, status, sent in [
        ("garbage", b"400", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"),
        ("a header without a name", b"400", b"GET / HTTP/1.1\r\n: x\r\n\r\n"),
        ("two lengths", b"400", b"POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        ("a length that is none", b"400", b"POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        ("a length beside chunks", b"400", b"POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("a long header", b"431", b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n"),
        ("a long target", b"431", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("many headers", b"431", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(300)) + b"\r\n"),
        ("a broken chunk", b"400", b"POST /api/upload HTTP/1.1\r\nHost: x\r\n" + key + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"),
        ("a path with a line end", b"400", b"GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    ]:
        said = exchange(sent)
        check(said.startswith(b"HTTP/1.1 " + status), f"{name}: {said[:200]}")
    # A client that goes away in the middle of its body is no upload.
    connection = listening.raw()
    connection.sendall(request + b"\r\n" + body[:20])
    connection.close()
    # A hostile id comes back nowhere; a good one comes back, and is the flow's.
    _, headers, _ = listening.ask("GET", "/nope", headers={"x-correlation-id": "a b<script>", "traceparent": "00-bad"})
    check("script" not in str(headers), f"{headers}")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    _, headers, _ = listening.ask("GET", "/nope", headers={"x-correlation-id": "mine-1", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    check(headers["x-correlation-id"] == "mine-1" and headers["traceparent"].startswith(f"00-{trace}-"), f"{headers}")
    for thread in threads:
        thread.join()
    for name, (said, took) in answers.items():
        check(said.startswith(b"HTTP/1.1 408") and 5 < took < 25, f"{name}: {said[:100]} after {took:.1f} s")
    summary = listening.stop()
    gateway = summary["gateway"]
    check(gateway["slow"] == 20 and gateway["by_status"]["408"] == 20 and gateway["aborted"] == 1, f"{gateway}")
    check(gateway["by_status"]["202"] == 21 == summary["started"], f"{summary}")


SLOW = """
flow: slow
routes:
  - {Method: GET, Path: /work, Function: work}
  - {Method: GET, Path: /fail, Function: fail}
  - {Method: GET, Path: /late, Function: work, TimeoutInMillis: 300}
  - {Method: GET, Path: /limited, Function: quick, Throttle: {RateLimit: 0.01, BurstLimit: 2}}
functions:
  - {FunctionName: work, exec: [python3, -c, "import time; time.sleep(1.5); print('{\\"done\\": true}')"], Timeout: 10, ReservedConcurrentExecutions: 2}
  - {FunctionName: fail, exec: [python3, -c, "import sys; sys.exit('the password is hunter2')"], Timeout: 5}
  - {FunctionName: quick, exec: ["true"], Timeout: 5}
"""


def slow_flow(place):
    path = os.path.join(place.folder, "slow.yaml")
    with open(path, "w") as file:
        file.write(SLOW)
    return path


def test_sigterm_lets_requests_end_and_takes_no_more(place):
    listening = Listening(place, "--flow", slow_flow(place))
    check("no API keys" in listening.said, listening.said)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(listening.ask("GET", "/work"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    started = lambda: place.run("logs", "-q", 'service=gateway "START"', "--data", place.data, status=None).count("START")
    until(lambda: started() == 2, "both requests")
    # A third finds no place.
    status, headers, _ = listening.ask("GET", "/work")
    check(status == 503 and headers["retry-after"] == "1", f"{status} {headers}")
    idle = listening.connect()
    idle.connect()
    listening.running.send_signal(signal.SIGTERM)

    def refused():
        try:
            listening.raw().close()
        except ConnectionRefusedError:
            return True
    until(refused, "the port to be closed")
    for thread in threads:
        thread.join()
    check([(a[0], json.loads(a[2])) for a in answers] == [(200, {"done": True})] * 2, f"{answers}")
    out, err = listening.running.communicate(timeout=30)
    check(listening.running.returncode == 130 and json.loads(out)["gateway"]["by_status"] == {"200": 2, "503": 1}, f"{out} {err}")


def test_a_functions_failure_is_no_clients_business(place):
    listening = Listening(place, "--flow", slow_flow(place))
    status, _, said = listening.ask("GET", "/fail")
    check(status == 502 and b"hunter2" not in said, f"{status} {said}")
    started = time.monotonic()
    status, _, said = listening.ask("GET", "/late")
    check(status == 504 and time.monotonic() - started < 1.4, f"{status} {said}")
    statuses = [listening.ask("GET", "/limited")[:2] for _ in range(3)]
    check([s for s, _ in statuses] == [200, 200, 429] and int(statuses[2][1]["retry-after"]) > 50, f"{statuses}")
    listening.stop()
    check("hunter2" in place.run("logs", "-q", "status=502", "--data", place.data, "-o", "json"), "the operator sees why")


def test_a_gateway_that_can_not_be_says_why(place):
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port = str(taken.getsockname()[1])
    run = ["pipeline", "run", "--events", "0", "--data", place.data]
    for arguments, words in [
        (["--flows", "uploadapi", "--gateway", port], "the port is in use"),
        (["--flows", "uploadapi", "--gateway", "0", "--gateway-host", "0.0.0.0"], "give API keys"),
        (["--flows", "uploadapi", "--gateway", "0", "--gateway-host", "::"], "give API keys"),
        (["--flows", "uploadapi", "--gateway", "0", "--gateway-host", "127.0.0.1.example.com"], "give API keys"),
        (["--flows", "uploadapi", "--gateway", "70000"], "a port from 0 to 65535"),
        (["--flows", "uploadapi", "--gateway-host", "::1"], "goes with --gateway"),
        (["--flows", "uploadapi", "--gateway", "0", "--api-keys", "/nowhere"], "/nowhere"),
        (["--flows", "orders", "--gateway", "0"], "none of the flows has a route"),
    ]:
        place.run(*run, *arguments, status=2)
        check(words in place.errors, f"{arguments}: {place.errors}")
    taken.close()
    path = keys(place)
    os.chmod(path, 0o644)
    place.run(*run, "--flows", "uploadapi", "--gateway", "0", "--api-keys", path, status=2)
    check("chmod 600" in place.errors, place.errors)
    place.environment = {"TAILRACE_API_KEYS": "short"}
    place.run(*run, "--flows", "uploadapi", "--gateway", "0", status=2)
    check("TAILRACE_API_KEYS: key 1" in place.errors and "short" not in place.errors, place.errors)


def test_the_change_feed_is_fed_over_http(place):
    listening = Listening(place, "--flows", "changefeed", "--events", "0", port=0)
    for edit in range(1, 41):
        body = json.dumps({"name": "Teapot", "price": edit % 7, "edit": edit, "text": "txt_ok_1"})
        status, _, said = listening.ask("PUT", f"/api/products/prd-{edit % 8}", body, {"content-type": "application/json"})
        check(status == 200, f"{status} {said}")
    listening.stop()
    last = place.json("pipeline", "run", "--flows", "changefeed", "--events", "0", "--data", place.data)
    accounts_hold(last)
    check(last["started"] == last["completed"] == 40, f"{last}")
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    found = {row[0]: json.loads(row[1])["edit"] for row in database.execute("SELECT key, value FROM items WHERE tbl = 'search-index'")}
    database.close()
    check(found == {f"prd-{i}": 32 + (i or 8) for i in range(8)}, f"{found}")
