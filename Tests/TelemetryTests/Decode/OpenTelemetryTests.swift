import EventModel
import TestSupport
import Testing

@testable import Telemetry

@Suite("Bodies of OpenTelemetry exports")
struct OpenTelemetryTests {
    static let logs = "vectors/logs/otlp-sdk-python"

    private static func files(_ kind: String) throws -> [(name: String, records: [ReadRecord])] {
        try Shared.names(in: logs).filter { $0.hasPrefix(kind) && $0.hasSuffix(".json") }
            .map { ($0, RecordReader.records(of: try Shared.bytes("\(logs)/\($0)"))) }
    }

    private static func expected(_ kind: String, _ file: String) throws -> [JSON] {
        try Shared.lines("\(logs)/expected-\(kind).jsonl").map { try JSON(parsing: $0) }
            .filter { $0["file"]?.string == file }
    }

    /// Numbers by value, objects whatever the order of their members; one that is missing is as one that is empty.
    private static func isSame(_ a: JSON?, _ b: JSON?) -> Bool {
        switch (a ?? [:], b ?? [:]) {
        case (.number(let a), .number(let b)): a.value == b.value
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
        case (.object(let a), .object(let b)):
            a.members.count == b.members.count && a.members.allSatisfy { isSame($0.value, b[$0.name] ?? .null) }
        case (let a, let b): a == b
        }
    }

    @Test("Spans of an exporter, printed over many lines", .enabled(if: Shared.isThere, Shared.missing))
    func spans() throws {
        for (name, records) in try Self.files("traces-") {
            let expected = try Self.expected("spans", name)
            #expect(records.count == expected.count, "\(name)")
            for (record, span) in zip(records, expected) {
                #expect(record.hop == .span)
                #expect(record.service == span["service"]?.string)
                #expect(record.trace == span["traceId"]?.string)
                #expect(record.event == span["spanId"]?.string)
                #expect(record.cause == span["parentSpanId"]?.string)
                #expect(record.message == span["name"]?.string)
                let (start, end) = (Int(span["startNs"]?.string ?? "") ?? 0, Int(span["endNs"]?.string ?? "") ?? 0)
                #expect(record.time?.nanoseconds == Int64(end))
                #expect(abs((record.duration ?? 0) - Int64(end - start)) <= 1)
                #expect(record.fields?["span_kind"] == span["kind"])
                #expect(Self.isSame(record.fields?["attributes"], span["attributes"]))
                #expect((record.error != nil) == (span["status"]?.string == "ERROR"))
                #expect(record.fields?["scope"]?["name"] == span["scope"])
                #expect((record.fields?["span_links"]?.array?.count ?? 0) == span["links"]?.array?.count)
            }
        }
    }

    @Test("Log records of an exporter", .enabled(if: Shared.isThere, Shared.missing))
    func logRecords() throws {
        for (name, records) in try Self.files("logs-") {
            let expected = try Self.expected("logs", name)
            #expect(records.count == expected.count, "\(name)")
            for (record, log) in zip(records, expected) {
                #expect(record.service == log["service"]?.string)
                #expect(record.time.map { String($0.nanoseconds) } == log["timestampNs"]?.string)
                #expect(record.severity?.name == log["level"]?.string)
                #expect(record.trace == log["traceId"]?.string)
                #expect(record.event == log["spanId"]?.string)
                if let body = log["body"]?.string { #expect(record.message == body) }
                #expect(Self.isSame(record.fields?["attributes"], log["attributes"]))
            }
        }
    }

    @Test("Points of metrics reach the table of metrics", .enabled(if: Shared.isThere, Shared.missing))
    func metrics() throws {
        for (name, records) in try Self.files("metrics-") {
            let expected = try Self.expected("metrics", name)
            let points = expected.flatMap { metric in
                (metric["points"]?.array ?? []).map { (metric, $0) }
            }
            #expect(records.count == points.count, "\(name)")
            let series = TestLog.snapshot(records.map { String(decoding: $0.text, as: UTF8.self) }).metrics()
            for (record, (metric, point)) in zip(records, points) {
                let name = metric["name"]?.string ?? ""
                #expect(record.fields?["metric"]?["name"]?.string == name)
                if let value = point["value"]?.number {
                    #expect(record.fields?["metric"]?["value"]?.number == value)
                    let attributes = point["attributes"]?.object?.members ?? []
                    #expect(
                        series.contains { one in
                            one.name == name && one.points.contains { $0.value == value }
                                && attributes.allSatisfy { one.dimensions[$0.name] == $0.value.string }
                        }
                    )
                } else {
                    let count = point["count"]?.number
                    #expect(series.contains { $0.name == name + ".count" && $0.points.contains { $0.value == count } })
                    #expect(record.fields?["point"]?["count"] != nil)
                }
            }
        }
    }

    @Test("The official examples and other writers' bodies", .enabled(if: Shared.isThere, Shared.missing))
    func examples() throws {
        let folder = "vectors/logs/otlp-examples"
        func records(_ name: String) throws -> [ReadRecord] {
            RecordReader.records(of: try Shared.bytes("\(folder)/\(name)"))
        }
        let log = try #require(try records("otlp_logs.json").first)
        let wanted = try JSON(parsing: try Shared.lines("\(folder)/expected-logs.jsonl")[0])
        #expect(log.service == "my.service" && log.message == "Example log record" && log.severity == .info)
        #expect(log.trace == wanted["traceId"]?.string && log.event == wanted["spanId"]?.string)
        #expect(Self.isSame(log.fields?["attributes"], wanted["attributes"]))
        let span = try #require(try records("otlp_trace.json").first)
        #expect(span.cause == "eee19b7ec3c1b173" && span.duration == 1_000_000_000)
        for (name, service) in [
            ("fluentbit_test_logs_001.in.json", "example-service"), ("fluentbit_test_traces_001.in.json", "checkout"),
            ("fluentbit_test_metrics_001.in.json", "checkout"),
        ] {
            let read = try records(name)
            #expect(!read.isEmpty && read.allSatisfy { $0.isRecord && $0.lines > 1 }, "\(name)")
            #expect(read.first?.service == service, "\(name)")
        }
        #expect(try records("fluentbit_test_logs_2038.in.json").first?.time?.civil.year == 2040)
    }

    @Test("Ids in base64, values of every type, a span that failed")
    func written() throws {
        let body = #"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},"scopeSpans":[{"spans":[
            {"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"APBnqguqkCtw","name":"short"},
            {"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"APBnqgupArc=","name":"charge","kind":"SPAN_KIND_CONSUMER","startTimeUnixNano":1795269807000000000,"endTimeUnixNano":"1795269807250000000","attributes":[{"key":"n","value":{"intValue":"7"}},{"key":"list","value":{"arrayValue":{"values":[{"boolValue":true}]}}},{"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":0.5}}]}}}],"status":{"code":2,"message":"declined"},"events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"CardDeclined"}},{"key":"exception.stacktrace","value":{"stringValue":"at x"}}]}]}]}]}]}
            """#
        let records = RecordReader.records(of: body)
        #expect(records.count == 2)
        let span = try #require(records.last)
        #expect(span.trace == FormatSamples.trace && span.event == FormatSamples.span)
        #expect(span.service == "pay" && span.severity == .error)
        #expect(span.error == ErrorInfo(type: "CardDeclined", message: "declined", stack: "at x"))
        #expect(span.duration == 250_000_000 && span.time?.rfc3339() == "2026-11-21T14:03:27.250Z")
        #expect(span.fields?["span_kind"] == "CONSUMER")
        #expect(span.fields?["attributes"] == ["n": 7, "list": [true], "map": ["a": 0.5]])
    }
}
