import EventModel
import TestSupport
import Testing

@testable import Telemetry

/// The fast way and the slow way through the same lines say the same.
@Suite("The fast reader of ordinary lines")
struct FastLineTests {
    /// What the columns hold of a line.
    private struct Columns: Equatable {
        var time: Int64, duration: Int64
        var correlation: UInt64, event: UInt64, cause: UInt64
        var names: [UInt16]
        var attempt: UInt16
        var severity: UInt8, hop: UInt8, flags: UInt8
        var record: Bool
    }

    private static func columns(_ lines: [[UInt8]], fast: FastLine?, _ names: NameTable) -> [Columns] {
        let filler = RecordFiller(names: names, fast: fast)
        return lines.map { line in
            let chunk = Chunk(first: 0, capacity: 1, blockBytes: 64)
            let kept = line.withUnsafeBufferPointer { chunk.arena.store($0) }
            let record = fill(filler, chunk, kept)
            return Columns(
                time: chunk.time[0],
                duration: chunk.duration[0],
                correlation: chunk.correlation[0],
                event: chunk.event[0],
                cause: chunk.cause[0],
                names: [chunk.service[0], chunk.eventType[0], chunk.resource[0], chunk.errorType[0]],
                attempt: chunk.attempt[0],
                severity: chunk.severity[0],
                hop: chunk.hop[0],
                flags: chunk.flags[0].rawValue,
                record: record
            )
        }
    }

    private static func fill(_ filler: RecordFiller, _ chunk: Chunk, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let received = Timestamp(nanoseconds: 7)
        if let columns = filler.read(line) {
            filler.fill(chunk, columns, received: received, before: nil)
            return true
        }
        let outcome = filler.fillSlowly(chunk, line, received: received, before: nil, mayHoldSeveral: false)
        if case .record = outcome { return true } else { return false }
    }

    private static func expectSame(_ lines: [[UInt8]], _ place: String) {
        let names = NameTable()
        let slow = columns(lines, fast: nil, names)
        let fast = columns(lines, fast: FastLine(), names)
        for i in lines.indices where slow[i] != fast[i] {
            Issue.record(
                "\(place), line \(i + 1): \(fast[i]), but \(slow[i]): \(String(decoding: lines[i], as: UTF8.self))"
            )
        }
    }

    private static func isOrdinary(_ line: String) -> Bool {
        let padded = Array(line.utf8) + Array(repeating: 0, count: LineDecoder.padding)
        return padded.withUnsafeBufferPointer {
            FastLine().scan(UnsafeBufferPointer(rebasing: $0.dropLast(LineDecoder.padding))) != nil
        }
    }

    static let ordinary = [
        #"{"timestamp":"2026-11-21T14:03:27.118Z","severity":"ERROR","service_name":"pay","message":"no"}"#,
        #"{ "ts" : 1763733807.118 , "level" : 30 , "msg" : "a\tb" , "duration" : 1.5 }"#,
        #"{"time":1763733807118000000,"level":"warn","correlation_id":"c","span_id":"s","parent_id":"p"}"#,
        #"{"@timestamp":"2026-11-21T14:03:27Z","log.level":"info","service":{"name":"a"},"error":{"type":"E"}}"#,
        #"{"a":[1,2,{"b":[true,false,null]}],"b":{"c":{"d":{}}},"e":[],"message":""}"#,
        #"{"hop":"invoke","event_id":"i","attempt":3,"message":"END","request_id":"r","duration_ms":14.888}"#,
        #"{"message":"caf\u00e9","trace_id":"t","retry_in_ms":5}"#, #"{}"#, #"{"level":null,"time":""}"#,
    ]

    static let odd = [
        "", "{", "[]", "text", #"{"a":1}x"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":tru}"#, #"{"a":"\x"}"#,
        #"{"a":"\ud83d"}"#,
        #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":[1,]}"#, #"{"a":[1}"#, #"{"a":{]}"#, #"{"a":"b"#,
        #"{"corr\u0065lation_id":"x"}"#, #"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}"#,
        #"{"log":"x\n","stream":"stdout","time":"2026-11-21T14:03:27Z"}"#, #"{"message":"a","service":5}"#,
        #"{"time":"yesterday"}"#, #"{"level":"what"}"#, #"{"duration":1e300}"#, #"{"duration":"5s"}"#,
        #"{"error":[{"type":"E"}]}"#, "{\"a\":\"\u{1}\"}", #"{"a":-}"#, #"{"a":+1}"#, #"{"a":1e}"#, #"{"a":nul}"#,
        #"{"_aws":{"CloudWatchMetrics":[]}}"#,
        String(repeating: "{\"a\":", count: 70) + "1"
            + String(repeating: "}", count: 70),
    ]

    @Test("An ordinary line is read fast", arguments: ordinary)
    func takesOrdinaryLines(_ line: String) { #expect(Self.isOrdinary(line)) }

    @Test("What is not ordinary is left to the whole parser", arguments: odd)
    func leavesTheRest(_ line: String) { #expect(!Self.isOrdinary(line)) }

    @Test("Both ways say the same")
    func agree() { Self.expectSame((Self.ordinary + Self.odd).map { Array($0.utf8) }, "ours") }

    @Test("Both ways say the same of every logger's lines")
    func agreeOnSamples() {
        Self.expectSame(FormatSamples.all.map { Array($0.text.utf8.filter { $0 != 0x0A }) }, "samples")
    }

    @Test("Both ways say the same of mutated lines", arguments: 0..<8)
    func agreeOnMutations(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var lines: [[UInt8]] = []
        for _ in 0..<2000 {
            guard var line = (Self.ordinary + Self.odd).randomElement(using: &random).map({ Array($0.utf8) }) else {
                continue
            }
            for _ in 0..<Int.random(in: 1...3, using: &random) where !line.isEmpty {
                let at = Int.random(in: line.indices, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: line[at] = Array(#"{}[]",:\0 9.-eutn"#.utf8).randomElement(using: &random) ?? 0
                case 1: line.remove(at: at)
                case 2: line.insert(line[Int.random(in: line.indices, using: &random)], at: at)
                default: line[at] = UInt8.random(in: 0...255, using: &random)
                }
            }
            lines.append(line.filter { $0 != 0x0A })
        }
        Self.expectSame(lines, "seed \(seed)")
    }

    @Test("Both ways say the same of log libraries' lines", .enabled(if: Shared.isThere, Shared.missing))
    func agreeOnVectors() throws {
        for (name, sample) in try LogVectorTests.formats() {
            let lines = try Shared.bytes(sample).split(separator: 0x0A).map {
                Array($0.last == 0x0D ? $0.dropLast() : $0)
            }
            Self.expectSame(lines, name)
        }
    }

    @Test("Times of one minute after another", arguments: ["Z", "+02:00", ""])
    func cachesMinutes(_ zone: String) {
        var cache = MinuteCache()
        for text in [
            "2026-11-21T14:03:27.118", "2026-11-21T14:03:28", "2026-11-21T14:04:00.000000001", "2026-11-21T14:03:61",
            "2026-11-21T14:03:60", "1969-12-31T23:59:59.5", "1969-12-31T23:59:58.25", "2026-11-21T14:03:2x",
            "2026-11-21T14:03:27.", "2026-11-21T14:03:27.1234567891", "2026-11-21", "",
        ] {
            let bytes = Array((text + zone).utf8)
            bytes.withUnsafeBufferPointer { bytes in
                let expected = Timestamp(rfc3339: UnsafeRawBufferPointer(bytes))?.nanoseconds
                for _ in 0..<2 { #expect(cache.read(bytes) == expected, "\(text)\(zone)") }
            }
        }
    }

    @Test("A plain number is what a full parser reads")
    func plainNumbers() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<5000 {
            let whole = Int.random(in: -99_999_999...99_999_999, using: &random)
            let digits = Int.random(in: 0...6, using: &random)
            let fraction = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let text = "\(whole)" + (digits > 0 ? "." + fraction : "")
            let read = Array(text.utf8).withUnsafeBufferPointer { PlainNumber($0) }
            #expect(read?.value == Double(text), "\(text)")
        }
        for text in ["1e5", "12345678901234567890", "1.2345678901234567"] {
            #expect(Array(text.utf8).withUnsafeBufferPointer { PlainNumber($0) } == nil)
        }
    }
}
