import EventModel
import Testing

@testable import Telemetry

@Suite("The table of names")
struct FieldNamesTests {
    private static func names(_ text: String) throws(FieldNamesError) -> FieldNames {
        try FieldNames(parsing: Array(text.utf8), file: "my.json")
    }

    private static func read(_ line: String, _ table: AliasTable) -> ReadRecord {
        RecordReader.read(Array(line.utf8), LineDecoder(aliases: table))
    }

    @Test("A person's own names go first, and the built-in ones still count")
    func extended() throws {
        let own = try Self.names(
            #"{"service":["unit"],"time":[{"name":"wann","as":"milliseconds"}],"correlation_id":["vorgang id"],"duration":[{"name":"dauer.s","as":"seconds"}],"objects":["kopf"]}"#
        )
        let table = AliasTable(FieldNames.standard.extended(by: own))
        let line =
            #"{"unit":"a","service":"b","wann":5,"timestamp":"2026-11-21T00:00:00Z","kopf":{"VorgangID":"c"},"dauer":{"s":2},"msg":"m"}"#
        let record = Self.read(line, table)
        #expect(record.service == "a" && record.correlation == "c" && record.message == "m")
        #expect(record.time?.nanoseconds == 5_000_000 && record.duration == 2_000_000_000)
        let standard = Self.read(line, .standard)
        #expect(standard.service == "b" && standard.correlation == nil)
    }

    @Test(
        "A mistake names the file, the place and what to write",
        arguments: [
            ("{\n  \"service\": [}", "my.json: line 2, column 15: "),
            ("[]", "my.json: holds no object"),
            (#"{"service":"x"}"#, "my.json: service: is no list"),
            (#"{"servcie":["x"]}"#, "my.json: servcie: is no field of a record; the fields are time, severity"),
            (#"{"service":["a",7]}"#, "my.json: service[1]: is no name"),
            (#"{"service":[""]}"#, "my.json: service[0]: is no name"),
            (#"{"time":[{"name":"a","as":"millis"}]}"#, #"my.json: time[0].as: "millis" is no way to read a value"#),
            (#"{"objects":[{}]}"#, "my.json: objects[0]: is no name"),
        ]
    )
    func mistakes(_ text: String, _ message: String) {
        let error = #expect(throws: FieldNamesError.self) { try Self.names(text) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("Every name of the built-in table is found under every spelling, and no two share a hash")
    func complete() {
        let table = AliasTable.standard
        for field in RecordField.allCases {
            for name in table.names.names[field.rawValue] {
                var text = name.text
                let fields = text.withUTF8 { bytes in
                    table.lookup(bytes, in: 0).map { Set($0.pointee.uses.map(\.field)) } ?? []
                }
                #expect(fields.contains(field), "\(name.text)")
            }
        }
    }

    @Test("Spellings of a name of several words")
    func spellings() {
        let all = FieldSpelling.all("correlation id")
        for spelling in [
            "correlation_id", "correlationId", "correlationID", "CorrelationId", "correlationid", "correlation-id",
            "Correlation-ID", "CORRELATION_ID", "correlation.id", "_correlation_id",
        ] { #expect(all.contains(spelling), "\(spelling)") }
        #expect(Set(all).count == all.count)
        #expect(FieldSpelling.all("ts") == ["ts"])
    }

    @Test(
        "Times in the layouts of logs",
        arguments: [
            ("21/Nov/2026:14:03:27 +0000", "2026-11-21T14:03:27.000Z"),
            ("21/Nov/2026:16:03:27 +0200", "2026-11-21T14:03:27.000Z"),
            ("2026/11/21 14:03:27", "2026-11-21T14:03:27.000Z"),
            ("Sat, 21 Nov 2026 14:03:27 GMT", "2026-11-21T14:03:27.000Z"),
            ("Saturday, 21-Nov-26 14:03:27 UTC", "2026-11-21T14:03:27.000Z"),
            ("Sat Nov 21 14:03:27 2026", "2026-11-21T14:03:27.000Z"),
            ("Sat Nov 21 14:03:27 UTC 2026", "2026-11-21T14:03:27.000Z"),
            ("11/21/2026 02:03:27 PM", "2026-11-21T14:03:27.000Z"),
            ("21.11.2026 14:03:27,250", "2026-11-21T14:03:27.250Z"),
            ("20261121T140327Z", "2026-11-21T14:03:27.000Z"),
            ("2026-11-21 14:03:27.250 +0100", "2026-11-21T13:03:27.250Z"),
            ("2026-11-21 14:03:27 UTC", "2026-11-21T14:03:27.000Z"),
            ("/Date(1795269807250)/", "2026-11-21T14:03:27.250Z"),
            ("/Date(1795269807250+0100)/", "2026-11-21T14:03:27.250Z"),
            ("Nov 21 14:03:27", "2026-11-21T14:03:27.000Z"), ("Dec 31 23:59:59", "2025-12-31T23:59:59.000Z"),
        ]
    )
    func layouts(_ text: String, _ expected: String) throws {
        // A time without a year is of the year that makes it nearest.
        let now = try #require(Timestamp(rfc3339: "2026-06-10T00:00:00Z"))
        let read = Array(text.utf8).withUnsafeBufferPointer { TimeLayout.whole($0, now: { now }) }
        #expect(read?.rfc3339() == expected)
    }

    @Test(arguments: [
        "2026-13-21 14:03:27", "31/Feb/2026:14:03:27 +0000", "Nov 21", "14:03:27", "hello world, it is", "1/2/3",
    ])
    func noTime(_ text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { TimeLayout.whole($0) } == nil)
    }

    @Test("Ids spelled in two ways are one; placeholders are none")
    func keys() {
        #expect(FlowKey.hash("4BF92F3577B34DA6A3CE929D0E0E4736") == FlowKey.hash(FormatSamples.trace))
        #expect(FlowKey.hash("Order-7") != FlowKey.hash("order-7"))
        for none in [
            "", "-", "none", "NULL", "Unknown", "N/A", "0000", "00000000-0000-0000-0000-000000000000", "(null)",
        ] {
            #expect(FlowKey.hash(none) == 0, "\(none)")
        }
        let record = RecordReader.read(
            Array(
                #"{"correlation_id":"c","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","awsRequestId":"request-1042"}"#
                    .utf8
            ),
            LineDecoder(aliases: .standard)
        )
        #expect(
            record.keys
                == FlowKeys(
                    correlation: FlowKey.hash("c"),
                    trace: FlowKey.hash(FormatSamples.trace),
                    request: FlowKey.hash("request-1042")
                )
        )
    }
}
