"""What the tests of the gateway stand on: a pipeline that listens, and a client that counts what it is answered."""
import base64, http.client, json, os, re, signal, socket, struct, threading, zlib
from harness import check

KEY = "e2e-key-0123456789abcdef"


def keys(place, text=f"# the tests'\ne2e:{KEY}\n"):
    path = os.path.join(place.folder, "keys")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return path


class Listening:
    """`pipeline run --gateway 0`, from when it listens on."""

    def __init__(self, place, *arguments, port=0):
        self.running = place.start("pipeline", "run", "--gateway", str(port), "--data", place.data, "-o", "json", *arguments)
        line = self.running.stderr.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+) ", line)
        if not found:
            rest = self.running.stderr.read().decode()
            raise AssertionError(f"it does not listen: {line}{rest}")
        self.port, self.said = int(found.group(1)), line

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def raw(self, timeout=60):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def ask(self, method, target, body=None, headers={}, chunked=False):
        """One request on a connection of its own; answers the status, the headers and the body."""
        connection = self.connect()
        try:
            connection.request(method, target, body=body, headers=headers, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()
        finally:
            connection.close()

    def stop(self):
        """SIGTERM; answers the summary."""
        self.running.send_signal(signal.SIGTERM)
        out, err = self.running.communicate(timeout=60)
        check(self.running.returncode == 130, f"it ended with {self.running.returncode}: {err.decode()[-2000:]}")
        return json.loads(out)

    def kill(self):
        self.running.kill()
        self.running.communicate()


def png(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes((x * 7 + y) % 256 for x in range(width * 3)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


HEADER = "id,store,quantity,unit_price,sold_at,note\n"


def csv(rows, broken=False):
    lines = [f"s-{i},Porto,{i + 1},9.80,2026-11-10T08:00:00Z,\n" for i in range(rows)]
    if broken:
        lines.append("s-x,Porto,twelve,9.80,2026-11-10T08:00:00Z,\n")
    return HEADER + "".join(lines)


def upload(name, content):
    if isinstance(content, bytes):
        return json.dumps({"name": name, "content": base64.b64encode(content).decode(), "encoding": "base64"})
    return json.dumps({"name": name, "content": content})


JSON_TYPE = {"content-type": "application/json", "x-api-key": KEY}


def in_threads(count, work):
    """Runs `work(i)` on threads, and fails with what the first of them failed with."""
    failures = []

    def run(i):
        try:
            work(i)
        except BaseException as error:
            failures.append(error)
    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
