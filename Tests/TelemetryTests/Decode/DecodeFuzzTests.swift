import EventModel
import TestSupport
import Testing

@testable import Telemetry

/// Every sample, changed at random: nothing crashes, the answer is the same twice, and the lines around are as they
/// would be alone.
@Suite("Samples changed at random")
struct DecodeFuzzTests {
    static let good =
        #"{"timestamp":"2026-11-21T14:03:27.000001Z","level":"info","message":"well","correlation_id":"good"}"#

    static let samples: [[UInt8]] = {
        var all = FormatSamples.all.map { Array($0.text.utf8) } + OwnLineTests.samples.map { Array($0.utf8) }
        all += [
            #"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"stringValue":"b"}}]}]}]}"#,
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"APBnqguqkCs=","name":"n","startTimeUnixNano":"1","endTimeUnixNano":"9","status":{"code":2}}]}]}]}"#,
            #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","sum":{"dataPoints":[{"asInt":"4","timeUnixNano":"7"}]}}]}]}]}"#,
            #"{"logEvents":[{"timestamp":1795269807250,"message":"a"}]}"#, #"[{"a":1},{"b":2}]"#, #"{"a":1}{"b":2}"#,
            "[\n  {\n    \"message\": \"a\"\n  },\n  {\n    \"message\": \"b\"\n  }\n]",
            #"{"log":"{\"a\":\"b","stream":"stdout","time":"T"}"#, "Traceback\n  File \"a\"\n  boom",
        ].map { Array($0.utf8) }
        guard Shared.isThere, let names = try? Shared.names(in: "vectors/logs") else { return all }
        for name in names {
            guard let files = try? Shared.names(in: "vectors/logs/\(name)") else { continue }
            for file in files where file.hasPrefix("sample.") || file.hasPrefix("otlp_") {
                guard let bytes = try? Shared.bytes("vectors/logs/\(name)/\(file)") else { continue }
                if file.hasPrefix("otlp_") {
                    all.append(bytes)
                } else {
                    all += bytes.split(separator: 0x0A).prefix(6).map(Array.init)
                }
            }
        }
        return all
    }()

    private static let marks = Array("{}[]\",:\\0-eE.\n\r\t ".utf8)

    static func changed(_ sample: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var text = sample
        for _ in 0..<Int.random(in: 1...5, using: &random) where !text.isEmpty {
            let at = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, at + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<12, using: &random) {
            case 0: text[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: text[at] = UInt8.random(in: .min ... .max, using: &random)
            case 2: text.removeSubrange(at...)
            case 3: text.removeSubrange(at..<end)
            case 4: text.insert(contentsOf: text[at..<end], at: at)
            case 5:
                let other = samples[Int.random(in: 0..<samples.count, using: &random)]
                text.replaceSubrange(at..., with: other.suffix(Int.random(in: 0...other.count, using: &random)))
            case 6: text.insert(0, at: at)
            case 7: text.insert(contentsOf: [0xFF, 0xC3, 0x28], at: at)
            case 8: text.insert(contentsOf: Array(repeating: Array("{[\"".utf8)[at % 3], count: at % 300), at: at)
            case 9: text.insert(contentsOf: Array(repeating: UInt8(ascii: "9"), count: at % 400), at: at)
            case 10: text[at] = marks[at % marks.count]
            default: text.insert(contentsOf: "1e999".utf8, at: at)
            }
        }
        return text
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func nothingBreaks(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<250 {
            let sample = Self.samples[Int.random(in: 0..<Self.samples.count, using: &random)]
            let text = Self.changed(sample, &random)
            let records = RecordReader.records(of: text)
            #expect(records == RecordReader.records(of: text))
            // Good lines before, and enough behind that one of them ends whatever was open.
            let lines = Array("\(Self.good)\n".utf8)
            let among = RecordReader.records(of: lines + text + [0x0A] + lines + lines)
            #expect(among.first?.keys.correlation == FlowKey.hash("good"))
            #expect(among.suffix(2).allSatisfy { $0.message == "well" }, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test("Lines are all accounted for, whatever they become")
    func accounted() {
        var random = SeededRandom(seed: 99)
        for _ in 0..<500 {
            let sample = Self.samples[Int.random(in: 0..<Self.samples.count, using: &random)]
            let text = Self.changed(sample, &random)
            var assembler = RecordAssembler()
            var given: [UInt8: Int] = [:]
            var number = 0
            func emit(_ record: UnsafeBufferPointer<UInt8>, _ first: Int, _ lines: Int) {
                for byte in record where byte > 0x7F || byte >= 48 { given[byte, default: 0] += 1 }
            }
            var wanted: [UInt8: Int] = [:]
            var isPieced = false
            for line in text.split(separator: 0x0A) {
                number += 1
                let padded = Array(line) + [UInt8](repeating: 0, count: LineDecoder.padding)
                padded.withUnsafeBufferPointer { padded in
                    let line = UnsafeBufferPointer(rebasing: padded[..<line.count])
                    if StreamPieces.isCut(line) { isPieced = true }
                    assembler.take(line, number: number, emit: emit)
                }
                for byte in line where byte > 0x7F || byte >= 48 { wanted[byte, default: 0] += 1 }
            }
            assembler.finish(emit: emit)
            // Pieces share one head, and an array's brackets are dropped.
            if isPieced { continue }
            for byte in [UInt8(ascii: "["), UInt8(ascii: "]")] { (given[byte], wanted[byte]) = (nil, nil) }
            #expect(given == wanted)
        }
    }

    @Test("Lines over 1 MiB, and nesting of a hundred thousand")
    func extremes() {
        let deep = 100_000
        for text in [
            String(repeating: "{\"a\":", count: deep), String(repeating: "[", count: deep),
            String(repeating: "[{\"a\":", count: deep), String(repeating: "{\n", count: 20_000),
            String(repeating: "{\"a\":", count: deep) + "1" + String(repeating: "}", count: deep),
            "{\"message\":\"\(String(repeating: "x", count: 1 << 21))\"}",
            String(repeating: "x {", count: deep),
            String(repeating: "2026-11-21T14:03:27Z stdout P x\n", count: 20_000),
            "{\"message\":\"" + String(repeating: "{\\\"message\\\":\\\"", count: 1000),
        ] {
            let records = RecordReader.records(of: text + "\n\(Self.good)\n\(Self.good)\n")
            #expect(records.suffix(2).allSatisfy { $0.message == "well" })
        }
    }
}
