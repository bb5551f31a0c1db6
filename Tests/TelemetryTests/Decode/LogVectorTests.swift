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
        "bunyan", "caddy", "clef", "docker-json-file", "ecs-python", "go-kit", "hl-cafe", "hl-kitchen-sink", "journald",
        "lambda-node-runtime", "lambda-platform", "lambda-python-runtime", "lnav-ecs", "log4j2-jsonlayout",
        "logback-logstash", "logrus", "mongodb", "nextcloud", "otel-demo-pino", "pino", "pino-labels-iso",
        "powertools-emf", "powertools-logger", "python-json-logger", "rust-tracing", "structlog", "winston",
        "zap-iso8601", "zap-production", "zerolog-unixms",
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
            #expect(store.snapshot().ids.count == (try Self.lines(sample)), "\(name)")
            for id in store.snapshot().ids { #expect(store.snapshot().row(id) != nil, "\(name)") }
            let wrong = try Self.differences(name, sample)
            #expect(!Self.supported.contains(name) || wrong.isEmpty)
            if !wrong.isEmpty { print("logs/\(name): \(wrong.count) differences, such as \(wrong.prefix(3))") }
        }
    }

    /// A message that is an object is compared as an object; of a message that is missing, a row shows nothing.
    private static func isSame(_ wanted: String?, _ read: String?) -> Bool {
        guard let wanted, let read else { return wanted == nil && read == "" }
        guard let object = try? JSON(parsing: wanted), object.object != nil else { return false }
        return (try? JSON(parsing: read)) == object
    }

    /// Lines that end in a newline alone; a carriage return before it is one character with it to Swift.
    private static func lines(_ sample: String) throws -> Int {
        try Shared.bytes(sample).split(separator: 0x0A).count { $0 != [0x0D] }
    }

    /// What is read otherwise than expected, as `line N field: expected …, read …`.
    static func differences(_ format: String, _ sample: String) throws -> [String] {
        let store = TelemetryStore(capacity: 1 << 26)
        TestLog.append(bytes: try Shared.bytes(sample), to: store)
        let snapshot = store.snapshot()
        var rows: [Int: RecordRow] = [:]
        for id in snapshot.ids { if let row = snapshot.row(id) { rows[row.line] = row } }
        var wrong: [String] = []
        for line in try Shared.lines("\(folder)/\(format)/expected.jsonl") {
            let expected = try JSON(parsing: line)
            let number = expected["line"]?.integer ?? 0
            guard let row = rows[number] else {
                wrong.append("line \(number): no record")
                continue
            }
            let raw = snapshot.raw(row.id) ?? []
            let error = snapshot.error(row.id)
            func check(_ field: String, _ read: String?) {
                guard let wanted = expected[field] else { return }
                let text = wanted.string ?? (wanted == .null ? nil : wanted.description)
                if text != read, !Self.isSame(text, read) {
                    wrong.append("line \(number) \(field): expected \(text ?? "nil"), read \(read ?? "nil")")
                }
            }
            check("timestampNs", row.timestamp.map { String($0.nanoseconds) })
            check("level", row.severity?.name)
            check("message", row.message)
            check("service", row.service)
            check("type", row.eventType)
            if expected["correlation"]?.string != nil { check("correlation", row.correlationID) }
            // Of an X-Ray header the root is what ties a flow together.
            let trace = (decoding(raw) { $0.text(.trace) } ?? nil) as String?
            if let header = expected["trace"]?.string, header.hasPrefix("Root=") {
                if header.dropFirst(5).prefix(while: { $0 != ";" }) != trace ?? "" {
                    wrong.append("line \(number) trace: \(trace ?? "nil")")
                }
            } else {
                check("trace", trace)
            }
            check("request", decoding(raw) { $0.text(.request) } ?? nil)
            check("span", decoding(raw) { $0.text(.eventID) } ?? nil)
            if let wanted = expected["error"] {
                if (wanted == .null) != (error == nil) {
                    wrong.append("line \(number) error: expected \(wanted), read \(error.map { "\($0)" } ?? "nil")")
                }
                if let text = wanted.string, let error,
                    ![error.message, error.type, error.stack ?? ""].contains(where: {
                        $0.contains(text) || text.contains($0) && !$0.isEmpty
                    })
                {
                    wrong.append("line \(number) error: expected \(text), read \(error)")
                }
            }
        }
        return wrong
    }
}
