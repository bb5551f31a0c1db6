import EventModel
import Testing

@testable import Telemetry

@Suite("What was taken for what")
struct FieldReportTests {
    private static func report(_ lines: [String]) -> FieldReport {
        let snapshot = TestLog.snapshot(lines)
        return snapshot.fieldReport(snapshot.ids)
    }

    private static func finding(_ field: String, _ line: String) throws -> FieldExplanation.Finding {
        let shape = try #require(report([line]).shapes.first)
        return try #require(shape.findings.first { $0.field == field })
    }

    @Test("Lines of one shape are counted together, the most common first")
    func shapes() throws {
        let report = Self.report([
            "no record", #"{"msg":"a","level":"info"}"#, #"{"ts":1795269807,"msg":"a"}"#,
            #"{"other":1,"msg":"b","level":"warn"}"#, #"{"level":30,"msg":"c"}"#,
        ])
        #expect(report.shapes.map(\.count).reduce(0, +) == 4)
        let first = try #require(report.shapes.first)
        #expect(first.count == 2 && first.file == "test.jsonl" && first.line == 2)
        #expect(first.missing.contains("time") && !first.missing.contains("message"))
        #expect(report.raw == 1 && report.rawFile == "test.jsonl" && report.rawLine == 1)
    }

    @Test("A name that was taken says how it was read and where among the names it stands")
    func taken() throws {
        let line =
            #"{"ts":1795269807.25,"msg":"m","level":30,"trace_id":"-","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","headers":{"X-Correlation-ID":["c"]},"took_ms":5}"#
        let time = try Self.finding("time", line)
        #expect(time.source?.path == "ts" && time.source?.value == "1795269807.25")
        #expect(time.source?.why == "epoch seconds; 4th of time's names")
        let trace = try Self.finding("trace_id", line)
        #expect(trace.source?.path == "traceparent")
        #expect(trace.source?.why.hasPrefix("the trace id of a W3C traceparent") == true)
        #expect(trace.passedOver.map(\.why) == ["stands for none"])
        let correlation = try Self.finding("correlation_id", line)
        #expect(correlation.source?.path == "headers.X-Correlation-ID")
        #expect(correlation.source?.why.contains("in an object that may hold ids") == true)
        #expect(try Self.finding("duration", line).source?.why.hasPrefix("read as 5 ms") == true)
    }

    @Test(
        "A name that was passed over says why",
        arguments: [
            (#"{"timestamp":"2026-11-21T00:00:00Z","ts":5}"#, "time", "ts", "timestamp goes first"),
            (#"{"timestamp":"soon","ts":5}"#, "time", "timestamp", "cannot be read as a time"),
            (#"{"timestamp":"soon"}"#, "time", "timestamp", "cannot be read as a time"),
            (#"{"service":null,"app_name":"a"}"#, "service", "service", "is null"),
            (#"{"service":"","app_name":"a"}"#, "service", "service", "is empty"),
            (#"{"service":{"id":1},"app_name":"a"}"#, "service", "service", "is an object"),
            (#"{"status":200,"level":"info"}"#, "severity", "status", "is no text"),
            (#"{"id":"7","source":"x"}"#, "event_id", "id", "means this only in an event's envelope"),
            (#"{"correlation_id":"none"}"#, "correlation_id", "correlation_id", "stands for none"),
        ]
    )
    func passedOver(_ line: String, _ field: String, _ name: String, _ why: String) throws {
        let source = try Self.finding(field, line).passedOver.first { $0.path == name }
        #expect(source?.why == why)
    }

    @Test("A record that was inside another one, and one with text around it, say so")
    func notes() {
        let report = Self.report([
            #"{"log":"{\"msg\":\"a\"}\n","stream":"stdout","time":"2026-11-21T00:00:00Z"}"#,
            #"2026-11-21 00:00:00 WARN {"a":1}"#,
        ])
        #expect(
            Set(report.shapes.map(\.note)) == [
                "the record was in the text of another one", "the object has text around it",
            ]
        )
        let prefixed = report.shapes.first { $0.line == 2 }
        #expect(prefixed?.findings.first { $0.field == "time" }?.source?.path == "(text in front)")
        #expect(prefixed?.findings.first { $0.field == "severity" }?.source?.path == "(text in front)")
    }

    @Test("Shapes are bounded, and what is beyond is counted")
    func bounds() {
        let names = FieldNames.standard.names[RecordField.severity.rawValue].map(\.text)
        let lines = (0..<3).flatMap { n in
            names.indices.map { i in
                "{\"\(names[i])\":\"info\",\"\(names[(i + n + 1) % names.count])\":\"info\"}"
            }
        }
        let report = Self.report(lines)
        #expect(report.shapes.count <= FieldReport.mostShapes)
        #expect(report.shapes.map(\.count).reduce(0, +) + report.others == lines.count)
    }
}
