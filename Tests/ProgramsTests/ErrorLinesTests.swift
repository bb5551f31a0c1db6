import EventModel
import Synchronization
import Testing

@testable import Programs

@Suite("A program's standard error as telemetry")
struct ErrorLinesTests {
    @Test func linesAreRecordsWithTheInvocationsIDs() async throws {
        let script = #"""
            printf 'plain \033[31mred\377\n' >&2
            echo '{"level":"warn","msg":"low stock","sku":"TEA-1"}' >&2
            echo '{"severity":"ERROR","message":"own","correlation_id":"theirs","timestamp":"2026-01-02T03:04:05Z"}' >&2
            printf 'no newline' >&2
            """#
        try await ProgramBench.with(["sh", "-c", script]) { bench in
            _ = try await bench.invoke()
            let said = try bench.said()
            #expect(said.count == 4)
            #expect(said[0]["message"] == "plain \u{1B}[31mred\u{FFFD}" && said[0]["severity"] == "INFO")
            #expect(said[1]["level"] == "warn" && said[1]["msg"] == "low stock" && said[1]["sku"] == "TEA-1")
            #expect(said[1]["severity"] == nil && said[1]["message"] == nil)
            #expect(said[2]["correlation_id"] == "theirs" && said[2]["timestamp"] == "2026-01-02T03:04:05Z")
            #expect(said[3]["message"] == "no newline")
            for record in [said[0], said[1], said[3]] {
                #expect(record["correlation_id"] == "0af76519-16cd-43dd-8448-eb211c80319c")
                #expect(record["request_id"]?.string?.isEmpty == false && record["service_name"] == "worker")
            }
        }
    }

    private static func records(_ pieces: [[UInt8]]) -> (records: [JSON.Object], tail: [[UInt8]]) {
        let passed = Mutex<[JSON.Object]>([])
        let lines = ErrorLines { record in passed.withLock { $0.append(record) } }
        for piece in pieces { piece.withUnsafeBytes { lines.add($0) } }
        lines.end()
        return (passed.withLock { $0 }, lines.tail)
    }

    @Test func aLineMayComeInPieces() {
        let found = Self.records([Array("{\"a\"".utf8), Array(":1}\r\n\n".utf8), Array("b".utf8)])
        #expect(found.records.map { JSON.object($0) } == [["a": 1], ["message": "b"]])
        #expect(found.tail.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "b"])
    }

    @Test func aLineWithoutEndIsCut() {
        let found = Self.records([[UInt8](repeating: 0x61, count: 200_000), Array("\nnext\n".utf8)])
        #expect(found.records.count == 2)
        #expect(found.records[0]["message"]?.string?.utf8.count == 65_536 + 3)
        #expect(found.records[1]["message"] == "next")
    }

    @Test func aFloodIsCountedAndDropped() {
        let found = Self.records([Array(String(repeating: "x\n", count: 10_005).utf8)])
        #expect(found.records.count == 10_001)
        #expect(found.records.last?["message"] == "5 more lines of standard error were dropped")
        #expect(found.tail.count == 20)
    }
}
