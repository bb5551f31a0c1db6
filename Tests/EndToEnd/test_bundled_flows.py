"""The bundled flows, each alone: it fails in its own ways, its dead letters say why, a redrive completes it, and its trace is whole."""
import gzip, json, os, sqlite3, struct
from collections import Counter
from dead_letters import dlq, drain, run_flows
from harness import check
from test_pipeline import accounts_hold, telemetry


def nodes(trace):
    waiting = list(trace["roots"])
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node["children"]


def names(trace):
    """`KIND NAME` of every hop, as the tree has them."""
    return Counter(f"{node['kind']} {node['name']}" for node in nodes(trace))


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


def fails_and_completes(place, flow, causes, hops, events=24, fail=0.4, seed=3):
    """Runs a flow with failures, looks at its dead letters, redrives them all, and looks at the accounts and the traces.

    `causes`: for each dead-letter queue that must hold some, the errors that its messages may have died of.
    `hops`: what must be in the trace of every flow that died and completed. Answers the accounts before and after the redrive, and
    some of the traces of the flows that died, of each queue.
    """
    first = run_flows(place, events=events, fail=fail, flows=flow, seed=seed)
    accounts_hold(first)
    check(first["started"] == events and first["in_flight"] == 0, f"{events} were to be started and worked off: {first}")
    check(0 < first["dead"] < events, f"some were to die: {first}")
    check([counts["name"] for counts in first["flows"]] == [flow], f"the flows that ran: {first['flows']}")

    full = {queue["queue"]: queue for queue in dlq(place, "list") if queue["depth"]}
    check(set(full) == set(causes), f"dead letters are in {sorted(full)}, expected in {sorted(causes)}")
    dead, looked = set(), []
    for name, reasons in causes.items():
        letters = dlq(place, "show", name)
        check(len(letters) == full[name]["depth"], f"{name} shows {len(letters)} of {full[name]['depth']}")
        for letter in letters:
            check(letter["error"]["type"] in reasons and letter["error"]["message"], f"{name} does not say why: {letter}")
            check(letter["correlation_id"] and letter["attempts"], f"{name} does not say how: {letter}")
            dead.add(letter["correlation_id"])
        looked += [letter["correlation_id"] for letter in letters[:4]]
        plan = dlq(place, "plan", name, "--all")
        done = dlq(place, "redrive", name, "--all", "--yes")
        check(done["sent"] == plan["selected"] == len(letters) and done["remaining"] == 0, f"{name}: {done}")
    check(len(dead) == first["dead"], f"{first['dead']} flows are dead, the letters are of {len(dead)}")

    last = drain(place, flow)
    accounts_hold(last)
    check(last["completed"] == events and last["dead"] == 0 and last["in_flight"] == 0, f"after the redrive: {last}")

    flows = place.json("traces", *telemetry(place), "-n", str(events * 2))
    check(len(flows) == events, f"the telemetry shows {len(flows)} flows, {events} were started: a hop has lost its correlation id")
    ended = Counter(found["status"] for found in flows)
    check(set(ended) <= {"ok", "retried"} and ended["retried"] > 0, f"the flows ended as {dict(ended)}")
    check({found["correlation_id"] for found in flows if found["redrives"]} == dead, "other flows were redriven than had died")
    traces = []
    for id in looked:
        trace = place.json("trace", id, *telemetry(place))
        traces.append(trace)
        check(trace["correlation_id"] == id and trace["status"] == "ok" and trace["redrives"] >= 1, f"{id}: {trace['status']}")
        check(len(trace["roots"]) == 1, f"the trace of {id} falls into {len(trace['roots'])} trees")
        found = names(trace)
        missing = [hop for hop in hops if not found[hop]]
        check(not missing, f"{missing} are not in the trace of {id}: {dict(found)}")
    return first, last, traces


def test_the_fan_out_reaches_four_services_which_fail_on_their_own(place):
    first, _, _ = fails_and_completes(
        place, "fanout", {"fanout-payments-dlq": {"CardDeclined", "GatewayTimeout"}},
        ["publish OrderCreated", "invoke fanout-inventory", "invoke fanout-payment", "invoke fanout-notification",
         "invoke fanout-analytics", "deadletter fanout-payments-dlq"])
    check(first["deliveries"]["succeeded"] == 4 * 24, f"each order goes four ways: {first['deliveries']}")
    check(len(items(place, "charges")) == len(items(place, "sales-orders")) == 24, "an order was not charged or not counted, or twice")


def test_a_poison_change_is_halved_out_put_aside_and_published_later(place):
    first, last, traces = fails_and_completes(
        place, "changefeed", {"product-changes-dlq": {"TranslationFailed"}},
        ["publish ProductEdited", "invoke product-writer", "queue changes of products", "invoke change-publisher", "deadletter product-changes-dlq",
         "publish ProductAdded", "queue search-updates", "queue price-updates", "invoke search-indexer", "invoke price-historian"])
    check(first["streams"]["discarded"] == first["dead"], f"{first}")
    topics, products = last["topics"], items(place, "products")
    check(topics["published"] * 2 == topics["fanned_out"] + topics["filtered_out"], f"the topic's accounts: {topics}")
    check(topics["published"] >= last["streams"]["put"] >= len(products), f"{last}")
    check(items(place, "search-index").keys() == products.keys(), "a product is not in the index")
    for trace in traces:
        # Alone it is tried three times; with others the whole batch failed, and was halved.
        failed = [node for node in nodes(trace) if node["kind"] == "invoke" and node["error"]]
        check(len([node for node in failed if "the text of" in node["error"]["message"]]) == 3, f"{len(failed)} failed attempts")


def test_an_order_of_the_shop_takes_stock_and_is_mailed(place):
    _, last, _ = fails_and_completes(
        place, "shop", {"shop-stock-dlq": {"StockLocked"}, "shop-mail-dlq": {"MailDeferred"}},
        ["publish OrderSubmitted", "invoke shop-checkout", "queue changes of shop-orders", "invoke shop-stock", "publish OrderConfirmed",
         "invoke shop-mailer"])
    orders, outbox = items(place, "shop-orders"), os.path.join(place.data, "outbox")
    check(sorted(os.listdir(outbox)) == sorted(f"{order}.eml" for order in orders), "a mail is missing, or one too many")
    check(items(place, "shop-taken").keys() == orders.keys() and len(orders) == 24, "the stock was not taken for every order, once")
    with open(os.path.join(outbox, os.listdir(outbox)[0]), "rb") as file:
        head, text = file.read().decode("utf-8").split("\r\n\r\n", 1)
    check("@simulator.example>" in head and text.startswith("Thank you for your order"), head + text)
    check(last["streams"]["put"] == last["topics"]["published"] == 24, f"{last}")


def test_the_rule_filters_before_the_function(place):
    first, last, _ = fails_and_completes(
        place, "filtering", {"filtering-dlq": {"WatchListUnavailable"}},
        ["publish TransferBooked", "deliver rule large-transfers/screening", "invoke transfer-screening", "deadletter filtering-dlq"],
        events=40)
    events = first["events"]
    check(events["published"] == 40 == events["matched"] + events["unmatched"] and events["unmatched"] > 0, f"{events}")
    screened = items(place, "screenings")
    check(len(screened) == last["events"]["matched"], f"{len(screened)} transfers are screened of {events}")
    check(all(found["amount"] > 100 and found["region"] in ("us-east-1", "us-west-1") for found in screened.values()), f"{screened}")
    flows = place.json("traces", *telemetry(place), "-n", "100")
    dropped = [flow for flow in flows if flow["records"] == 1]
    check(len(dropped) == events["unmatched"], f"{len(dropped)} flows ended at the bus, {events['unmatched']} were not matched")


def test_a_batch_answers_which_of_its_messages_failed(place):
    _, _, traces = fails_and_completes(
        place, "batching", {"readings-dlq": {"ChecksumMismatch"}},
        ["publish MeterRead", "queue readings", "invoke meter-store", "deadletter readings-dlq"], events=30)
    flows = place.json("traces", *telemetry(place), "-n", "100")
    fine = [flow["correlation_id"] for flow in flows if not flow["errors"] and not flow["retries"]]
    check(fine, "every reading has failed")
    for id in fine[:3]:
        check(names(place.json("trace", id, *telemetry(place)))["invoke meter-store"] == 1, f"{id} was handled again with its batch")
    for trace in traces:
        check(names(trace)["invoke meter-store"] == 4, f"three attempts and the redriven one: {dict(names(trace))}")


def test_destinations_hear_of_success_and_of_failure(place):
    first, last, _ = fails_and_completes(
        place, "destinations", {"report-builder-dlq": {"WarehouseLocked"}},
        ["publish ReportRequested", "invoke report-builder", "deadletter report-builder-dlq",
         "publish Lambda Function Invocation Result - Success", "invoke report-archive"])
    check(last["events"]["published"] == 2 * 24, f"each success is an event of its own: {last['events']}")
    reports = items(place, "reports")
    check(len(reports) == 24, f"{len(reports)} reports are filed")
    check(all(report["report"]["least"] <= report["report"]["median"] <= report["report"]["greatest"] for report in reports.values()), "")


def test_one_consumer_takes_the_envelopes_of_three_clouds(place):
    fails_and_completes(
        place, "multicloud", {"parcel-scans-dlq": {"CarrierUnavailable"}},
        ["queue parcel-scans", "invoke parcel-tracker", "deadletter parcel-scans-dlq"], events=40)
    shapes = {item["shape"] for item in items(place, "parcels").values()}
    check(shapes == {"eventbridge", "event-grid", "pub-sub"}, f"{shapes}")
    redriven = {flow["root"] for flow in place.json("traces", *telemetry(place), "-n", "100") if flow["redrives"]}
    check(redriven == {"ParcelScanned", "EventGridDelivery", "PubSubPush"}, f"only scans of {redriven} failed")


def test_all_means_every_bundled_flow(place):
    run = run_flows(place, events=120, fail=0.1, flows="all", seed=1)
    accounts_hold(run)
    ran = {flow["name"] for flow in run["flows"]}
    wired = {flow["flow"] for flow in place.json("pipeline", "describe")}
    check(ran == wired and len(ran) >= 12, f"{sorted(wired - ran)} did not run")
    check(run["started"] == 120 and run["in_flight"] == 0 and run["dead"] > 0, f"{run}")


def test_a_broken_catalogue_fails_the_instances_that_load_it(place):
    first = run_flows(place, events=6, fail=0, flows="orders", seed=5)
    check(first["completed"] == 6 and first["events"]["published"] == 24, f"the catalogue is there from the start, unannounced: {first}")
    path = os.path.join(place.data, "objects", rows(place, "SELECT path FROM objects WHERE bucket = 'shop-data'")[0][0])
    with open(path, "rb+") as file:
        whole = file.read()
        file.truncate(100)
    broken = run_flows(place, events=6, fail=0, flows="orders", seed=6)
    accounts_hold(broken)
    check((broken["completed"], broken["dead"]) == (6, 6), f"no order is handled without the catalogue: {broken}")
    letters = dlq(place, "show", "inventory-dlq")
    check(all(letter["error"]["type"] == "Runtime.InitError" for letter in letters) and letters, f"{letters[:1]}")
    check("InvalidCatalogue: catalogue.json in shop-data is" in letters[0]["error"]["message"], letters[0]["error"]["message"])
    check(all(len(letter["attempts"]) == 3 for letter in letters), "an instance that could not be made is tried again")
    with open(path, "wb") as file:
        file.write(whole)
    dlq(place, "redrive", "inventory-dlq", "--all", "--yes")
    last = drain(place, "orders")
    check((last["completed"], last["dead"], last["in_flight"]) == (12, 0, 0), f"after it was mended: {last}")


def test_documents_are_read_and_moved(place):
    fails_and_completes(
        place, "documents", {"documents-dlq": {"ServiceUnavailable"}},
        ["invoke document-extract", "invoke document-backup", "deadletter documents-dlq"])
    left, moved = objects(place, "documents"), objects(place, "documents-processed")
    known = items(place, "documents")
    check(not left, f"what was moved is still there: {list(left)[:3]}")
    check(len(known) == 24 == len(moved), f"{len(known)} documents are known, {len(moved)} were moved")
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


def test_files_of_customers_are_ingested(place):
    fails_and_completes(
        place, "ingest", {"ingest-dlq": {"ServiceUnavailable"}},
        ["invoke ingest-validate", "invoke ingest-process", "deadletter ingest-dlq"])
    sent = {}
    for content in objects(place, "customer-files").values():
        batch = json.loads(content)
        for row in batch["rows"]:
            sent[batch["customer"], row["sku"]] = sent.get((batch["customer"], row["sku"]), 0) + row["quantity"]
    held = rows(place, "SELECT key, sort, value FROM items WHERE tbl = 'warehouse'")
    check({(key, sort): json.loads(value)["quantity"] for key, sort, value in held} == sent, "the warehouse holds what was sent, once")


def test_logs_are_archived_and_searched(place):
    fails_and_completes(
        place, "logs", {"logs-dlq": {"ServiceUnavailable"}},
        ["invoke log-archive", "invoke log-scan", "deadletter logs-dlq"])
    logs, archive = objects(place, "app-logs"), objects(place, "log-archive")
    check(len(archive) == 24 == len(logs), f"{len(archive)} of {len(logs)} logs are archived")
    critical = {}
    for key, packed in archive.items():
        text, date, original = gzip.decompress(packed), "/".join(key.split("/")[1:4]), "/".join(key.split("/")[4:])[: -len(".gz")]
        check(text == logs[original], f"{key} is not {original}")
        check(text.decode().splitlines()[1].startswith(date.replace("/", "-")), f"{key} has another date")
        for number, line in enumerate(text.decode().split("\n"), 1):
            if line.split(" ")[1:2] == ["CRITICAL"]:
                critical[f"{key}#{number}"] = {"line": line}
    check(critical and items(place, "findings") == critical, "the findings are the critical lines")


def orders_are_whole(place):
    """What the saga left in its tables is whole: each order completed with all it needs, or failed with everything undone, and no step's
    effect is there twice. Answers the orders."""
    orders, payments, shipments, reservations = (items(place, f"saga-{table}") for table in ("orders", "payments", "shipments", "reservations"))
    for id, order in orders.items():
        payment, shipment = payments.get(id, {}).get("status"), shipments.get(id, {}).get("status")
        reservation = reservations.get(id, {}).get("status")
        expected = {
            "PaymentError": (None, None, None), "InventoryError": ("refunded", None, None),
            "ShipmentError": ("refunded", "released", "void"), None: ("captured", "reserved", "created"),
        }[order.get("error")]
        check((payment, reservation, shipment) == expected, f"{id}: {order}, {(payment, reservation, shipment)}")
    # What is paid is shipped or refunded, and nothing is both.
    for id, payment in payments.items():
        shipped, refunded = shipments.get(id, {}).get("status") == "created", payment["status"] == "refunded"
        check(shipped != refunded, f"{id} is {'both' if shipped else 'neither'} shipped {'and' if shipped else 'nor'} refunded")
    taken = Counter()
    for reservation in reservations.values():
        for item in reservation["items"] if reservation["status"] == "reserved" else []:
            taken[item["sku"]] += item["quantity"]
    with open(os.path.join(os.path.dirname(__file__), "../../Resources/Orders/catalogue.json")) as file:
        opened = {product["sku"]: product["stock"] for product in json.load(file)["products"]}
    for sku, shelf in items(place, "saga-stock").items():
        check(shelf["available"] == opened[sku] + shelf["supplied"] - taken[sku], f"{sku}: {shelf} of {opened[sku]}, {taken[sku]} are taken")
    return orders


def test_the_saga_undoes_what_it_has_done(place):
    run = run_flows(place, events=60, fail=0.4, flows="saga", seed=9)
    accounts_hold(run)
    check((run["started"], run["completed"], run["dead"], run["in_flight"]) == (60, 60, 0, 0), f"an order is left half done: {run}")
    executions = rows(place, "SELECT id, name, status, correlation_id FROM executions WHERE machine = 'order-saga'")
    check(len(executions) == 60 and {status for _, _, status, _ in executions} == {"SUCCEEDED"}, f"{executions[:3]}")

    paths = {
        "PaymentError": ["ProcessPayment", "FailOrder"],
        "InventoryError": ["ProcessPayment", "ReserveInventory", "RefundPayment", "FailOrder"],
        "ShipmentError": ["ProcessPayment", "ReserveInventory", "CreateShipment", "ReleaseInventory", "RefundPayment", "FailOrder"],
        None: ["ProcessPayment", "ReserveInventory", "CreateShipment", "CompleteOrder"],
    }
    functions = {"ProcessPayment": "saga-process-payment", "ReserveInventory": "saga-reserve-inventory",
                 "CreateShipment": "saga-create-shipment", "CompleteOrder": "saga-complete-order",
                 "ReleaseInventory": "saga-release-inventory", "RefundPayment": "saga-refund-payment", "FailOrder": "saga-fail-order"}
    orders, payments, shipments, reservations = (items(place, f"saga-{table}") for table in ("orders", "payments", "shipments", "reservations"))
    flow_of = {id: flow for id, _, _, flow in executions}
    ended, retried = {}, Counter()
    for id, order in orders.items():
        error = order.get("error")
        check(error in paths and order["status"] == ("failed" if error else "completed"), f"{id}: {order}")
        check(not error or order["reason"], f"{id} does not say why: {order}")
        ended.setdefault(error, []).append(id)
        trace = place.json("trace", flow_of[order["execution"]], *telemetry(place))
        check(len(trace["roots"]) == 1, f"the trace of {id} falls into {len(trace['roots'])} trees")
        found = names(trace)
        states = [node for node in nodes(trace) if node["kind"] == "state" and node["name"].startswith("order-saga: ")]
        went = [node["name"].split(": ")[1] for node in sorted(states, key=lambda node: node["start"])]
        check(went == paths[error], f"{id} ended as {error} by way of {went}")
        for state, function in functions.items():
            count = found[f"invoke {function}"]
            check(bool(count) == (state in paths[error]), f"{function} ran {count} times for {id}, which ended as {error}")
            if count > 1:
                retried[state] += 1
    check(set(ended) == set(paths) and sum(map(len, ended.values())) == 60, f"not every path was taken: {({e: len(i) for e, i in ended.items()})}")
    check(sum(retried[state] for state in ("ProcessPayment", "ReserveInventory", "CreateShipment")) > 0, f"no busy neighbour on the way there: {retried}")
    check(retried["RefundPayment"] > 0, f"no busy neighbour on the way back: {retried}")

    orders_are_whole(place)
    # Another run finds nothing left to do.
    before = rows(place, "SELECT count(*) FROM execution_events")
    again = drain(place, "saga")
    check(again["completed"] == 60 and rows(place, "SELECT count(*) FROM execution_events") == before, f"{again}")


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


def test_uploads_over_http_run_without_a_gateway_too(place):
    first, last, _ = fails_and_completes(
        place, "uploadapi", {"uploadapi-dlq": {"ContractViolation", "ServiceUnavailable"}},
        ["invoke upload-receiver", "publish Object Created", "invoke upload-announcer", "publish File.Uploaded", "deadletter uploadapi-dlq",
         "publish File.Validated", "invoke upload-archiver"], events=36)
    files, backup = objects(place, "upload-files"), objects(place, "upload-backup")
    check(len(files) == 36 and len(backup) == 72, f"{len(files)} files, {len(backup)} events backed up")
    states = items(place, "uploads")
    check({state["status"] for state in states.values()} == {"validated"} and len(states) == 36, f"{states}")
    check({state["kind"] for state in states.values()} == {"csv", "image"}, "both kinds were sent")
    for copy in backup.values():
        check(set(json.loads(copy)) >= {"event_id", "event_type", "timestamp", "payload", "source"}, f"{copy}")


def test_an_order_is_what_its_events_say(place):
    fails_and_completes(
        place, "sourcing", {"sourcing-payments-dlq": {"ServiceUnavailable"}, "sourcing-stock-dlq": {"ServiceUnavailable"}},
        ["publish OrderReceived", "invoke sourcing-place", "publish OrderProcessed", "queue sourcing-payments", "queue sourcing-stock",
         "invoke sourcing-pay", "invoke sourcing-reserve", "invoke sourcing-project"])
    orders = place.json("aggregates", "list", "order", "--data", place.data)
    check(len(orders) == 24 and {order["version"] for order in orders} == {4}, f"{orders[:3]}")
    board = items(place, "order-board")
    check({(row["order_version"], row["status"]) for row in board.values()} == {(4, "completed")} and len(board) == 24, f"{board}")
    for order in orders[:6]:
        whole = place.json("aggregates", "show", f"order/{order['id']}", "--data", place.data)
        check([event["version"] for event in whole["events"]] == [1, 2, 3, 4] and whole["state"]["status"] == "completed", f"{whole}")
        types = [event["event_type"] for event in whole["events"]]
        check(types[0] == "OrderPlaced" and set(types[1:3]) == {"PaymentCaptured", "StockReserved"} and types[3] == "OrderCompleted", f"{types}")
        check(whole["state"]["reserved_items"] == sum(item["quantity"] for item in whole["state"]["items"]), f"{whole['state']}")
    id = orders[0]["id"]
    seconds = place.json("aggregates", "show", f"order/{id}", "--data", place.data)["events"]
    first = place.json("aggregates", "show", f"order/{id}", "--version", "1", "--data", place.data)
    check((first["version"], first["latest_version"], first["state"]["status"]) == (1, 4, "placed"), f"{first}")
    then = place.json("aggregates", "show", f"order/{id}", "--at", seconds[1]["timestamp"], "--data", place.data)
    check(then["version"] == len([event for event in seconds if event["timestamp"] <= seconds[1]["timestamp"]]), f"{then}")
    text = place.run("aggregates", "show", f"order/{id}", "--version", "2", "--data", place.data)
    check(text.startswith(f"order/{id}  version 2 of 4") and "OrderPlaced" in text and "state  {" in text, text)
    place.run("aggregates", "show", f"order/{id}", "--version", "5", "--data", place.data, status=1)
    place.run("aggregates", "show", "order/none", "--data", place.data, status=1)
    place.run("aggregates", "show", "order", "--data", place.data, status=2)
    # The bank and the shelf work on each order at once: the one that came second found another version, and read anew.
    records = [json.loads(line) for line in place.run("logs", *telemetry(place), "-q", '"somebody else was first"', "-o", "json").splitlines()]
    check(records and all(record["fields"]["error"]["type"] == "ConcurrencyConflict" for record in records), f"{len(records)} conflicts")
    check(all(record["fields"]["actual_version"] > record["fields"]["expected_version"] for record in records), f"{records[0]}")
    appends = [json.loads(line) for line in place.run("logs", *telemetry(place), "-q", "exists(aggregate.version)", "-o", "json").splitlines()]
    check(sum(len(append["message"].split(": ")[1].split(", ")) for append in appends) == 96, f"{len(appends)} appends")
    check(all(append["fields"]["aggregate"]["state"]["status"] for append in appends), f"{appends[0]}")


def test_a_command_that_is_no_order_goes_to_its_dead_letter_queue(place):
    running = place.json("pipeline", "run", "--flows", "sourcing", "--events", "1", "--data", place.data)
    place.run("publish", "--source", "order-desk", "--type", "OrderReceived", "--data", '{"order_id":"o-1","items":[]}', "--data", place.data)
    last = drain(place, "sourcing")
    check((last["started"], last["completed"], last["dead"]) == (2, 1, 1), f"{running}, {last}")
    letters = dlq(place, "show", "sourcing-dlq")
    check(len(letters) == 1 and letters[0]["event_type"] == "OrderReceived" and "OrderReceived" in letters[0]["error"]["message"], f"{letters}")
