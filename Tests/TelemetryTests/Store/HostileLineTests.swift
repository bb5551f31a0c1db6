import EventModel
import Foundation
import TestSupport
import Testing

@testable import Telemetry

/// Broken and malicious lines: kept, counted, and without effect on the lines around them.
@Suite("Hostile lines")
struct HostileLineTests {
    static let good =
        #"{"timestamp":"2026-11-21T14:03:27.000001Z","severity":"INFO","message":"well","correlation_id":"good"}"#

    /// A good line, the hostile one, a good line: the neighbours are as they would be alone.
    static func among(_ hostile: [UInt8]) -> StoreSnapshot {
        let store = TelemetryStore(capacity: 1 << 26)
        TestLog.append(bytes: Array(good.utf8) + [0x0A] + hostile + [0x0A] + Array(good.utf8) + [0x0A], to: store)
        return store.snapshot()
    }

    static func expectNeighbours(_ snapshot: StoreSnapshot, _ name: String) {
        for id in [snapshot.ids.lowerBound, snapshot.ids.upperBound - 1] {
            #expect(snapshot.row(id)?.message == "well", "\(name)")
            #expect(snapshot.row(id)?.correlationID == "good", "\(name)")
        }
        #expect(snapshot.records(of: "good").count >= 2, "\(name)")
    }

    static let hostile: [(String, [UInt8])] = [
        ("truncated", Array(#"{"message":"cut of"#.utf8)),
        ("truncated in an escape", Array(#"{"message":"cut \u00"#.utf8)),
        ("NUL", Array("{\"message\":\"a\0b\"}".utf8)),
        ("NUL alone", [0]),
        ("not UTF-8", Array("{\"message\":\"".utf8) + [0xFF, 0xC3, 0x28] + Array("\"}".utf8)),
        ("an array", Array("[1,2,3]".utf8)),
        ("a string", Array("\"text\"".utf8)),
        ("trailing comma", Array(#"{"a":1,}"#.utf8)),
        ("plain text", Array("ERROR something went wrong".utf8)),
        ("deep", Array(String(repeating: #"{"a":"#, count: 100_000).utf8)),
        (
            "deep and closed",
            Array((String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)).utf8)
        ),
    ]

    @Test(arguments: hostile)
    func isKeptRawAndCounted(_ name: String, _ line: [UInt8]) throws {
        let snapshot = Self.among(line)
        #expect(snapshot.ids.count == 3)
        #expect(snapshot.counters.malformed == 1)
        #expect(snapshot.raw(1) == line)
        let row = try #require(snapshot.row(1))
        #expect(row.malformed)
        #expect(row.message == String(decoding: line, as: UTF8.self))
        #expect(row.line == 2)
        #expect(snapshot.fields(1) == nil)
        Self.expectNeighbours(snapshot, name)
    }

    @Test("A line over 1 MiB is cut, marked and counted")
    func oversized() throws {
        let line = Array("{\"message\":\"\(String(repeating: "x", count: 1 << 20))\"}".utf8)
        let snapshot = Self.among(line)
        #expect(snapshot.counters.malformed == 1)
        let kept = try #require(snapshot.raw(1))
        #expect(kept.count == 1 << 16)
        #expect(kept == Array(line.prefix(1 << 16)))
        #expect(snapshot.row(1)?.malformed == true)
        #expect(snapshot.row(1)?.message.hasSuffix("… (cut)") == true)
        Self.expectNeighbours(snapshot, "oversized")
    }

    @Test("A line of exactly 1 MiB is read")
    func longestLine() {
        let frame = #"{"message":""}"#.utf8.count
        let line = Array("{\"message\":\"\(String(repeating: "x", count: (1 << 20) - frame))\"}".utf8)
        let snapshot = Self.among(line)
        #expect(snapshot.counters.malformed == 0)
        #expect(snapshot.row(1)?.message.utf8.count == (1 << 20) - frame)
    }

    @Test("Objects nested to a thousand are read, whatever lies below")
    func nested() {
        let depth = 900
        let line =
            #"{"message":"deep","a":"# + String(repeating: #"{"a":"#, count: depth) + "1"
            + String(repeating: "}", count: depth + 1)
        let snapshot = Self.among(Array(line.utf8))
        #expect(snapshot.counters.malformed == 0)
        #expect(snapshot.row(1)?.message == "deep")
        #expect(snapshot.fields(1) != nil)
    }

    @Test("Escapes throughout")
    func escapes() {
        let text = String(repeating: #"\u0041\n\"\\\/\ud83d\ude00"#, count: 5000)
        let snapshot = Self.among(Array("{\"\\u006dessage\":\"\(text)\"}".utf8))
        #expect(snapshot.counters.malformed == 0)
        #expect(snapshot.row(1)?.message == String(repeating: "A\n\"\\/😀", count: 5000))
    }

    @Test("Half a surrogate pair is a character that is not known")
    func loneSurrogates() {
        let snapshot = Self.among(Array(#"{"message":"a\ud83d\\ud83d\uDE00\ud83d\ude00\udc00"}"#.utf8))
        #expect(snapshot.counters.malformed == 0)
        #expect(snapshot.row(1)?.message == "a\u{FFFD}\\ud83d\u{FFFD}😀\u{FFFD}")
    }

    @Test("Numbers beyond 64 bits and beyond doubles do not cost the line")
    func numbers() throws {
        let snapshot = Self.among(Array(#"{"message":"big","n":123456789012345678901234567890,"e":1e999}"#.utf8))
        #expect(snapshot.counters.malformed == 0)
        #expect(snapshot.row(1)?.message == "big")
        #expect(snapshot.fields(1)?["n"] == (try? JSON(parsing: "123456789012345678901234567890")))
    }

    @Test("Blank lines make no record but count as lines")
    func blank() {
        let snapshot = TestLog.snapshot(["", "\r", Self.good, "  ", Self.good])
        #expect(snapshot.ids.count == 3)
        #expect(snapshot.row(0)?.line == 3)
        #expect(snapshot.row(2)?.line == 5)
    }

    /// The suite's verdicts are those of a strict parser; this one also reads past a byte order mark, and text before an object.
    @Test(.enabled(if: Shared.isThere, Shared.missing))
    func sharedRobustnessLines() throws {
        for text in try Shared.lines("vectors/logs/robustness/lines.jsonl") {
            let vector = try JSON(parsing: text)
            guard let base64 = vector["base64"]?.string, let data = Data(base64Encoded: base64) else { continue }
            let name = vector["name"]?.string ?? ""
            let line = Array(data)
            let snapshot = Self.among(line)
            Self.expectNeighbours(snapshot, name)
            guard !line.contains(0x0A), snapshot.ids.count == 3 else { continue }
            if vector["verdict"]?.string == "object" { #expect(snapshot.counters.malformed == 0, "\(name)") }
            if vector["verdict"]?.string == "json-not-object" { #expect(snapshot.counters.malformed == 1, "\(name)") }
            if vector["verdict"]?.string == "not-json", line.first != 0xEF, line.first == UInt8(ascii: "{") {
                #expect(snapshot.counters.malformed == 1, "\(name)")
            }
            for id in snapshot.ids {
                #expect(snapshot.row(id) != nil)
                _ = snapshot.fields(id)
                _ = snapshot.error(id)
            }
        }
    }

    /// Lines with bytes changed, cut, doubled and moved at random: nothing crashes, every line is accounted for.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func mutated(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let samples = OwnLineTests.samples.map { Array($0.utf8) }
        let store = TelemetryStore(capacity: 1 << 22, chunkRecords: 64)
        var lines = 0
        let queries = try [
            "x", "level>=warn", "not error.type=Z", "message~\"[a-z]+\\d\"", "duration>1ms or attempt=2",
        ].map { try Query($0) }
        for _ in 0..<400 {
            var line = try #require(samples.randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...6, using: &random) where !line.isEmpty {
                let at = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: line[at] = UInt8.random(in: .min ... .max, using: &random)
                case 1: line.removeSubrange(at...)
                case 2: line.insert(contentsOf: line[at...].prefix(40), at: at)
                case 3: line.remove(at: at)
                default: line[at] = Array("{}[]\",:\\0-eE.".utf8).randomElement(using: &random) ?? 0
                }
            }
            lines += line.split(separator: 0x0A).count { $0 != [0x0D] }
            TestLog.append(bytes: line, to: store)
        }
        let snapshot = store.snapshot()
        #expect(snapshot.counters.records == lines)
        for id in snapshot.ids {
            let row = try #require(snapshot.row(id))
            #expect(row.malformed == (snapshot.fields(id) == nil))
            _ = snapshot.error(id)
            for query in queries { _ = snapshot.matches(id, query) }
        }
        for flow in snapshot.traces(sort: .errors, matching: nil, limit: 1000).flows {
            #expect(snapshot.trace(flow.correlationID)?.summary.status == flow.status)
        }
    }
}
