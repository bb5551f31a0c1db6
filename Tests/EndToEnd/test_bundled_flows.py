"""Each bundled flow by itself: it runs, fails, is inspected, redriven and complete, and its trace tells all of it."""
import gzip, json, os, sqlite3, struct
from harness import check


def rows(place, sql, *values):
    database = sqlite3.connect(f"file:{place.data}/pipeline.sqlite?mode=ro", uri=True)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def items(place, table):
    return {key: json.loads(value) for key, value in rows(place, "SELECT key, value FROM items WHERE tbl = ?", table)}


def objects(place, bucket):
    """The newest version of each object: its bytes by its key."""
    found = rows(place, "SELECT key, store, path FROM objects WHERE bucket = ? AND marker = 0 ORDER BY seq", bucket)
    folder = lambda store: os.path.join(place.data, "stores", store) if store else os.path.join(place.data, "objects")
    return {key: open(os.path.join(folder(store), path), "rb").read() for key, store, path in found}


def follow(place, flow, queue, error, services):
    """Runs a flow with failures, redrives what died and returns the correlation id of one that was redriven."""
    run = place.json("pipeline", "run", "--flows", flow, "--events", "30", "--fail", "0.2", "--seed", "1", "--data", place.data)
    check(run["started"] == 30 == run["completed"] + run["dead"] and run["in_flight"] == 0, f"accounts: {run}")
    check(run["dead"] == 6, f"a fifth was to die: {run}")
    held = {q["queue"]: q for q in place.json("dlq", "list", "--data", place.data)}
    check(held[queue]["depth"] == 6, f"dead letters: {held}")
    dead = place.json("dlq", "show", queue, "--data", place.data)
    check(all(error in str(letter["error"]) for letter in dead), f"why they died: {dead[0]}")
    flows = {letter["correlation_id"] for letter in dead}
    check(len(flows) == 6, f"the flows that died: {flows}")
    place.run("dlq", "redrive", queue, "--all", "--yes", "--data", place.data)
    run = place.json("pipeline", "run", "--flows", flow, "--events", "0", "--data", place.data)
    check((run["completed"], run["dead"], run["in_flight"]) == (30, 0, 0), f"after the redrive: {run}")
    for correlation_id in flows:
        trace = place.json("trace", correlation_id, "--data", place.data)
        check(trace["status"] in ("ok", "retried"), f"the trace of {correlation_id}: {trace['status']}")
        check(trace["dead_letters"] == 1 and trace["redrives"] == 1, f"what the trace tells: {trace}")
        missing = set(services) - set(trace["services"])
        check(not missing, f"the trace lacks {missing}: {trace['services']}")
    return flows


def test_fanout(place):
    follow(place, "fanout", "fanout-dlq", "ServiceUnavailable", ["stock-check", "checkout", "confirmation", "sales-figures"])


def test_changefeed(place):
    follow(place, "changefeed", "changefeed-dlq", "PoisonRecord", ["crm-writer", "change-publisher", "change-audit"])


def test_shop(place):
    follow(place, "shop", "shop-dlq", "ServiceUnavailable", ["shop-desk", "shop-stock", "shop-mail"])
    mails = place.run("logs", "-q", 'service=shop-mail "mail written"', "-o", "json", "--data", place.data).splitlines()
    check(len({json.loads(line)["correlation_id"] for line in mails}) == 30, f"{len(mails)} mails")


def test_filtering(place):
    follow(place, "filtering", "filtering-dlq", "ServiceUnavailable", ["order-review"])


def test_batching(place):
    follow(place, "batching", "readings-dlq", "ServiceUnavailable", ["readings"])


def test_destinations(place):
    follow(place, "destinations", "settlements-dlq", "ServiceUnavailable", ["settlement", "booking"])


def test_multicloud(place):
    follow(place, "multicloud", "envelopes-dlq", "ServiceUnavailable", ["intake"])


def test_documents(place):
    follow(place, "documents", "documents-dlq", "ServiceUnavailable", ["documents", "document-backup"])
    left, moved = objects(place, "documents"), objects(place, "documents-processed")
    known = items(place, "documents")
    check(not left, f"what was moved is still there: {list(left)[:3]}")
    check(len(known) == 30 == len(moved), f"{len(known)} documents are known, {len(moved)} were moved")
    events = [json.loads(item["event"]) for item in items(place, "documents-backup").values()]
    uploaded = {event["detail"]["object"]["key"]: event["detail"]["object"]["size"] for event in events}
    check(set(uploaded) == set(known), "the backup does not have every raw event")
    for key, document in known.items():
        file = moved[document["moved_to"]]
        check(len(file) == uploaded[key] and file.startswith(b"%PDF-") and file.rstrip().endswith(b"%%EOF"), f"{key} is not what lies at {document['moved_to']}")
        check(all(f"({line})".encode() in file for line in document["text"].split("\n")), f"the text of {key}")
        check(document["text"].count("\n") + 1 == document["lines"] and document["lines"] > 1, f"{document}")
    kept = [name for _, _, names in os.walk(os.path.join(place.data, "objects", "documents")) for name in names]
    check(not kept, f"bytes of moved documents are still there: {kept[:3]}")


def test_ingest(place):
    follow(place, "ingest", "ingest-dlq", "ServiceUnavailable", ["ingest-validator", "ingest-processor"])
    sent = {}
    for content in objects(place, "customer-files").values():
        batch = json.loads(content)
        for row in batch["rows"]:
            sent[batch["customer"], row["sku"]] = sent.get((batch["customer"], row["sku"]), 0) + row["quantity"]
    held = rows(place, "SELECT key, sort, value FROM items WHERE tbl = 'warehouse'")
    check({(key, sort): json.loads(value)["quantity"] for key, sort, value in held} == sent, "the warehouse holds what was sent, once")


def test_logs_are_archived(place):
    follow(place, "logs", "logs-dlq", "ServiceUnavailable", ["log-archiver", "log-scanner"])
    logs, archive = objects(place, "app-logs"), objects(place, "log-archive")
    check(len(archive) == 30 == len(logs), f"{len(archive)} of {len(logs)} logs are archived")
    critical = {}
    for key, packed in archive.items():
        text, date, original = gzip.decompress(packed), "/".join(key.split("/")[1:4]), "/".join(key.split("/")[4:])[: -len(".gz")]
        check(text == logs[original], f"{key} is not {original}")
        check(text.decode().splitlines()[1].startswith(date.replace("/", "-")), f"{key} has another date")
        for number, line in enumerate(text.decode().split("\n"), 1):
            if line.split(" ")[1:2] == ["CRITICAL"]:
                critical[f"{key}#{number}"] = {"line": line}
    check(critical and items(place, "findings") == critical, "the findings are the critical lines")


def jpeg_size(file):
    """Width and height as the file itself says them (ITU-T T.81, B.2.2)."""
    check(file[:2] == b"\xff\xd8" and file[-2:] == b"\xff\xd9", "it is no whole JPEG")
    at = 2
    while file[at] == 0xFF:
        marker, length = file[at + 1], struct.unpack(">H", file[at + 2:at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", file[at + 5:at + 9])
            return width, height
        at += 2 + length
    raise AssertionError("the JPEG has no frame")


def follow_images(place, flow, queue, services, table, bucket, side):
    """Runs a flow of images: what met a neighbour that was down is complete after the redrive, what is broken itself dies again."""
    run = place.json("pipeline", "run", "--flows", flow, "--events", "60", "--fail", "0.3", "--seed", "3", "--data", place.data)
    check(run["started"] == 60 == run["completed"] + run["dead"] and run["in_flight"] == 0, f"accounts: {run}")
    check("libpng" not in place.errors and "gd" not in place.errors.lower(), f"on the terminal: {place.errors}")
    dead = place.json("dlq", "show", queue, "--data", place.data)
    types = {letter["correlation_id"]: letter["error"]["type"] for letter in dead}
    broken = {id: type for id, type in types.items() if type != "ServiceUnavailable"}
    check(len(types) == run["dead"] > len(broken) > 0, f"why they died: {types}")
    check(len(set(broken.values())) >= 3, f"failures do not differ: {broken}")
    place.run("dlq", "redrive", queue, "--all", "--yes", "--data", place.data)
    run = place.json("pipeline", "run", "--flows", flow, "--events", "0", "--data", place.data)
    check((run["completed"], run["dead"], run["in_flight"]) == (60 - len(broken), len(broken), 0), f"after the redrive: {run}")
    again = {letter["correlation_id"]: letter["error"]["type"] for letter in place.json("dlq", "show", queue, "--data", place.data)}
    check(again == broken, f"what is broken died again, of the same: {again}")
    for id in types:
        trace = place.json("trace", id, "--data", place.data)
        check(trace["redrives"] == 1 and trace["dead_letters"] == (2 if id in broken else 1), f"what the trace tells: {trace}")
        missing = set(services[:1] if id in broken else services) - set(trace["services"])
        check(not missing, f"the trace lacks {missing}: {trace['services']}")
    known, made = items(place, table), objects(place, bucket)
    check(len(known) == 60 - len(broken) == len(made), f"{len(known)} images are known, {len(made)} were made")
    for key, image in known.items():
        width, height = jpeg_size(made[image["key"]])
        source = image["source"]
        check((width, height) == (image["width"], image["height"]), f"{key} has {width}x{height}, the table says {image}")
        check(max(width, height) == min(side, max(source["width"], source["height"])), f"{key} does not fit inside {side}: {image}")
        check(abs(width * source["height"] - height * source["width"]) <= max(source["width"], source["height"]), f"the aspect ratio: {image}")
    check({image["source"]["format"] for image in known.values()} >= {"jpeg", "png"}, "formats")
    return known


def test_thumbnails(place):
    follow_images(place, "thumbnails", "thumbnails-dlq", ["thumbnailer", "gallery"], "thumbnails", "processed-thumbnails", 128)


def test_images_are_marked_and_replicated(place):
    known = follow_images(place, "images", "images-dlq", ["image-processor", "image-catalogue"], "images", "image-processed", 200)
    check(all(image["watermark"] == "PROCESSED" and image["quality"] == 85 for image in known.values()), f"{known}")
    originals, copies = objects(place, "image-originals"), objects(place, "image-originals-copy")
    check(originals == copies and len(copies) == 60, f"{len(copies)} of {len(originals)} originals are in the second store")
    check(os.path.isdir(os.path.join(place.data, "stores", "second-site.STANDARD_IA", "image-originals-copy")), "the second store")
    status = dict(rows(place, "SELECT status, count(*) FROM objects WHERE bucket = 'image-originals' GROUP BY status"))
    check(status == {"COMPLETED": 60}, f"the replication status: {status}")
    metadata = [json.loads(row[0]) for row in rows(place, "SELECT metadata FROM objects WHERE bucket = 'image-processed'")]
    check(all(each["format"] == "jpeg" and int(each["source-width"]) > 0 for each in metadata), f"{metadata[:1]}")
