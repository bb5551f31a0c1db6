import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct TransferTests {
    private let queue = "payments-dlq"

    private var rich: [DeadLetter] {
        (0..<260).map { n in
            var dead = letter(
                n,
                generation: n % 3,
                expires: n % 2 == 0 ? nil : Timestamp(nanoseconds: 1_900_000_000_123_456_789)
            )
            dead.attributes = ["": "x", "k\n": "\u{1B}[2J\"\\"]
            dead.body = n % 4 == 0 ? Array(0...255) : Array("{\"n\": 1.0e0 , \"é\":\"\\u0000\"}".utf8)
            if n % 5 == 0 { dead.body = [] }
            dead.version = n % 3 == 0 ? "42" : nil
            dead.firstFailed = dead.died - .nanoseconds(1)
            dead.eventType = n % 7 == 0 ? nil : "T"
            dead.attempts = [
                .init(number: 1, at: dead.died, error: .init(type: "E", message: "m", stack: "a\nb"), requestID: "r")
            ]
            dead.history = [
                .init(
                    generation: 0,
                    died: dead.died,
                    reason: "R",
                    error: n % 2 == 0 ? nil : .init(type: "E", message: "m"),
                    attempts: dead.attempts,
                    task: "t",
                    actor: "ana",
                    redriven: dead.died
                )
            ]
            return dead
        }
    }

    private func export(_ bench: Bench, _ selection: DeadLetterSelection = .all) async throws -> [UInt8] {
        let out = Mutex<[UInt8]>([])
        let count = try await bench.engine.export(queue, selection) { lines in out.withLock { $0 += lines } }
        let bytes = out.withLock { $0 }
        #expect(bytes.count { $0 == 0x0A } == count)
        return bytes
    }

    @Test func comesBackWithoutLoss() async throws {
        let bench = Bench(rich)
        let lines = try await export(bench).split(separator: 0x0A).map { Array($0) }
        #expect(lines.count == 260)
        let other = Bench()
        let report = try await other.engine.import(queue, lines: lines, reason: "moved")
        #expect(report.added == 260 && report.present == 0 && report.refused == 0 && report.lines == 260)
        #expect(try await other.engine.messages(queue, limit: 999) == rich)
        let again = try await other.engine.import(queue, lines: lines)
        #expect(again.added == 0 && again.present == 260)
        let acts = try await other.engine.history().entries
        #expect(acts.map(\.act) == [.import, .import, .import, .import])
        #expect(acts[1].outcome == "260 added, 0 were there, 0 refused" && acts[1].reason == "moved")
        let some = try await export(bench, .ids([letter(3).id, letter(1).id]))
        #expect(some.count { $0 == 0x0A } == 2)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.export("nope", .all) { _ in } }
    }

    @Test func reportsLinesThatCanNotBeRead() async throws {
        let bench = Bench([letter(0), letter(1)])
        let good = try await export(bench).split(separator: 0x0A).map { Array($0) }
        let garbage: [[UInt8]] = [
            Array("no JSON".utf8), Array("[]".utf8), Array("{}".utf8), [0xFF, 0xFE], Array("null".utf8), [],
            Array("   \r".utf8),
            Array(String(decoding: good[0], as: UTF8.self).replacing("\"died\":", with: "\"x\":").utf8),
            Array(String(decoding: good[0], as: UTF8.self).replacing("\"text\"", with: "\"hex\"").utf8),
            Array(good[0].dropLast()),
            Array(String(decoding: good[0], as: UTF8.self).replacing("\"queue\",", with: "9,").utf8),
            Array(String(repeating: "[", count: 2_000).utf8),
        ]
        let other = Bench()
        let lines = [good[0]] + garbage + [good[1]]
        let stream = AsyncStream<[UInt8]> { continuation in
            for line in lines { continuation.yield(line) }
            continuation.finish()
        }
        let report = try await other.engine.import(queue, lines: stream)
        #expect(report.added == 2 && report.lines == 12)
        #expect(report.refusals.map(\.line) == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13])
        #expect(report.refused == 10 && report.refusals.allSatisfy { !$0.reason.isEmpty })
        #expect(report.refusals[5].reason == "died is missing")
        #expect(try await other.left() == [letter(0).id, letter(1).id])
        await #expect(throws: DeadLetterError.self) { try await other.engine.import("nope", lines: good) }
    }

    /// Any bytes at all: refused or read, never a trap.
    @Test func survivesAnything() async throws {
        var random = Chance(7)
        let bench = Bench([letter(0)])
        let line = Array(try await export(bench).dropLast())
        let lines = (0..<400).map { _ in
            var line = line
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: line[place] = UInt8.random(in: 0...255, using: &random)
                case 1: line.removeSubrange(place..<min(line.count, place + 9))
                default: line.insert(contentsOf: Array("-9e99".utf8), at: place)
                }
            }
            return line
        }
        let report = try await Bench().engine.import(queue, lines: lines)
        #expect(report.added + report.present + report.refused == report.lines)
    }
}
