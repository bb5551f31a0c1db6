import EventModel
import TestSupport
import Testing

@testable import Telemetry

/// Lines that log libraries wrote themselves, against what must be read from each.
@Suite("Formats of log libraries")
struct LogVectorTests {
    static let folder = "vectors/logs"

    /// Read in full: every line, every field the expectation names.
    static let supported = [
        "bunyan", "caddy", "clef", "cri", "docker-around-powertools", "docker-json-file", "ecs-python", "go-kit",
        "hl-cafe", "hl-kitchen-sink", "journald", "lambda-node-runtime", "lambda-platform", "lambda-python-runtime",
        "lnav-custom", "lnav-ecs", "log4j2-jsonlayout", "logback-logstash", "logrus", "mongodb", "nextcloud",
        "otel-collector-file", "otel-demo-pino", "pino", "pino-labels-iso", "powertools-emf", "powertools-logger",
        "python-json-logger", "rust-tracing", "structlog", "winston", "zap-iso8601", "zap-production",
        "zerolog-unixms",
    ]

    static func formats() throws -> [(name: String, sample: String)] {
        try Shared.names(in: folder).compactMap { name in
            guard let files = try? Shared.names(in: "\(folder)/\(name)"), files.contains("expected.jsonl"),
                let sample = files.first(where: { $0.hasPrefix("sample.") })
            else { return nil }
            return (name, "\(folder)/\(name)/\(sample)")
        }
    }

    @Test(.enabled(if: Shared.isThere, Shared.missing), arguments: supported)
    func readsInFull(_ format: String) throws {
        let sample = try #require(try Self.formats().first { $0.name == format }?.sample)
        for difference in try Self.differences(format, sample) { Issue.record("\(difference)") }
    }

    /// Whether a format is supported or not, no line is lost and none does harm.
    @Test(.enabled(if: Shared.isThere, Shared.missing))
    func everyFormatIsTakenIn() throws {
        for (name, sample) in try Self.formats() {
            let store = TelemetryStore(capacity: 1 << 26)
            TestLog.append(bytes: try Shared.bytes(sample), to: store)
            #expect(store.snapshot().ids.count >= 1, "\(name)")
            for id in store.snapshot().ids { #expect(store.snapshot().row(id) != nil, "\(name)") }
            #expect(Self.supported.contains(name), "\(name) is not read in full")
        }
    }

    /// A message that is an object is compared as an object; of a message that is missing, a row shows nothing.
    private static func isSame(_ wanted: String?, _ read: String?) -> Bool {
        guard let wanted, let read else { return wanted == nil && read == "" }
        guard let object = try? JSON(parsing: wanted), object.object != nil else { return false }
        return (try? JSON(parsing: read)) == object
    }

    /// What is read otherwise than expected, as `line N field: expected …, read …`.
    static func differences(_ format: String, _ sample: String) throws -> [String] {
        let records = RecordReader.records(of: try Shared.bytes(sample))
        var wrong: [String] = []
        for line in try Shared.lines("\(folder)/\(format)/expected.jsonl") {
            let expected = try JSON(parsing: line)
            let number = expected["line"]?.integer ?? 0
            let read = records.filter { $0.line == number }
            if let several = expected["records"]?.array {
                if read.count != several.count { wrong.append("line \(number): \(read.count) records") }
                for (record, expected) in zip(read, several) { wrong += differences(record, expected, number) }
                continue
            }
            // A piece of a line is in the record that begins where the first piece stands.
            if records.contains(where: { $0.lines > 1 && $0.line <= number && number < $0.line + $0.lines }) {
                guard let whole = read.first else { continue }
                wrong += differences(whole, expected, number, isWhole: false)
            } else if let record = read.first {
                wrong += differences(record, expected, number)
            } else {
                wrong.append("line \(number): no record")
            }
        }
        return wrong
    }

    private static func differences(
        _ record: ReadRecord,
        _ expected: JSON,
        _ number: Int,
        isWhole: Bool = true
    ) -> [String] {
        var wrong: [String] = []
        func check(_ field: String, _ read: String?) {
            guard let wanted = expected[field] else { return }
            let text = wanted.string ?? (wanted == .null ? nil : wanted.description)
            if text != read, !isSame(text, read) {
                wrong.append("line \(number) \(field): expected \(text ?? "nil"), read \(read ?? "nil")")
            }
        }
        check("timestampNs", record.time.map { String($0.nanoseconds) })
        check("level", record.severity?.name)
        if let inner = expected["message"]?.string, expected["partial"] != nil, inner.hasPrefix("{") {
            // What a container runtime put around is the record that a program wrote.
            if isWhole {
                let alone = RecordReader.records(of: Array(inner.utf8))[0]
                if (alone.message, alone.severity, alone.service, alone.correlation, alone.trace, alone.error)
                    != (record.message, record.severity, record.service, record.correlation, record.trace, record.error)
                {
                    wrong.append("line \(number): read \(record) for \(alone)")
                }
            }
            if record.service == nil || record.correlation == nil { wrong.append("line \(number): not opened") }
        } else {
            check("message", record.message ?? "")
        }
        check("service", record.service)
        check("type", record.eventType)
        if expected["correlation"]?.string != nil { check("correlation", record.correlation ?? record.flow) }
        // Of an X-Ray header the root is what ties a flow together.
        if let header = expected["trace"]?.string, header.hasPrefix("Root=") {
            if header.dropFirst(5).prefix(while: { $0 != ";" }) != record.trace ?? "" {
                wrong.append("line \(number) trace: \(record.trace ?? "nil")")
            }
        } else {
            check("trace", record.trace)
        }
        check("request", record.request)
        check("span", record.event)
        if let wanted = expected["error"] {
            if (wanted == .null) != (record.error == nil) {
                wrong.append("line \(number) error: expected \(wanted), read \(String(describing: record.error))")
            }
            if let text = wanted.string, let error = record.error,
                ![error.message, error.type, error.stack ?? ""].contains(where: {
                    $0.contains(text) || text.contains($0) && !$0.isEmpty
                })
            {
                wrong.append("line \(number) error: expected \(text), read \(error)")
            }
        }
        return wrong
    }
}
