import EventModel
import Testing

@testable import Telemetry

@Suite("Lines that hold several records")
struct RecordSplitterTests {
    private static func messages(_ text: String) -> [String?] { RecordReader.records(of: text).map(\.message) }

    @Test(arguments: [
        #"[{"message":"a"},{"message":"b"}]"#,
        #"{"message":"a"}{"message":"b"}"#,
        #"{"message":"a"} {"message":"b"}"#,
        #"{"message":"a"},{"message":"b"}"#,
        #"{"events":[{"timestamp":1795269807250,"message":"a"},{"timestamp":1795269807251,"message":"b"}],"nextToken":"t"}"#,
        #"{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1795269807250,"message":"{\"message\":\"a\"}"},{"id":"2","timestamp":1795269807251,"message":"b"}]}"#,
        #"{"results":[[{"field":"@timestamp","value":"2026-11-21 14:03:27.250"},{"field":"@message","value":"a"}],[{"field":"@message","value":"b"}]],"status":"Complete"}"#,
        #"{"hits":{"hits":[{"_source":{"@timestamp":"2026-11-21T14:03:27Z","message":"a"}},{"_source":{"@timestamp":"2026-11-21T14:03:27Z","message":"b"}}]}}"#,
        "[\n{\"message\":\"a\"},\n{\"message\":\"b\"}\n]",
        "[\n  {\n    \"message\": \"a\"\n  },\n  {\n    \"message\": \"b\"\n  }\n]",
        "[{\n  \"message\": \"a\"\n}, {\n  \"message\": \"b\"\n}]",
        "[{\"message\":\"a\"}\n,{\"message\":\"b\"}]",
        "{\n\"message\":\"a\"\n}{\n\"message\":\"b\"\n}",
        "{\"message\":\"a\"},\n{\"message\":\"b\"},",
    ])
    func areTakenApart(_ text: String) {
        #expect(Self.messages(text) == ["a", "b"])
        // Among others it does no harm.
        let good = #"{"message":"good"}"#
        #expect(Self.messages(good + "\n" + text + "\n" + good) == ["good", "a", "b", "good"])
    }

    @Test("What stands around the records is said by each of them")
    func surroundings() throws {
        let line =
            #"{"messageType":"DATA_MESSAGE","logGroup":"/aws/lambda/pay","logStream":"s","logEvents":[{"id":"1","timestamp":1795269807250,"message":"a"},{"id":"2","timestamp":1795269807251,"message":"b"}],"subscriptionFilters":["f"]}"#
        let records = RecordReader.records(of: line)
        #expect(records.map { $0.fields?["logGroup"]?.string } == ["/aws/lambda/pay", "/aws/lambda/pay"])
        #expect(records[0].fields?["subscriptionFilters"] == ["f"])
        #expect(records.map(\.time?.nanoseconds) == [1_795_269_807_250_000_000, 1_795_269_807_251_000_000])
        #expect(records.map(\.line) == [1, 1])
    }

    @Test(
        "A record with a list in it is one record",
        arguments: [
            #"{"level":"info","message":"batch","events":[{"timestamp":1,"message":"x"}]}"#,
            #"{"correlation_id":"c","records":[{"time":"2026-11-21T14:03:27Z"}]}"#,
            #"{"items":[{"sku":"a"},{"sku":"b"}],"total":3}"#, #"{"events":[]}"#, #"{"results":[1,2]}"#,
            #"{"data":[{"time":"2026-11-21T14:03:27Z"}],"msg":"fetched"}"#,
        ]
    )
    func one(_ line: String) { #expect(RecordReader.records(of: line).count == 1) }

    @Test(
        "What only looks like several stays a line that is no record",
        arguments: [
            "[1,2]", "[]", #"{"a":1}{"b":"#, #"{"a":1}x{"b":2}"#, #"[{"a":1}"#, "[INFO] {0} of {1},",
            #"{"a":1} trailing"#,
        ]
    )
    func none(_ line: String) throws {
        let records = RecordReader.records(of: line)
        #expect(records.count == 1)
        #expect(records[0].text == Array(line.utf8))
        if line != #"[{"a":1}"# { #expect(!records[0].isRecord) }
    }
}
