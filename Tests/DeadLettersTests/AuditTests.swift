import DeadLetters
import EventModel
import Testing

@Suite struct AuditTests {
    private let queue = "payments-dlq"

    /// Five acts, ten entries.
    private func bench() async throws -> Bench {
        let bench = Bench((0..<9).map { letter($0) })
        for n in 0..<5 {
            _ = try await bench.engine.discard(queue, [letter(n).id], reason: "reason \(n)") { _ in }
        }
        return bench
    }

    private func lines(_ bench: Bench) -> [[UInt8]] {
        bench.folder.read("audit.jsonl").split(separator: 0x0A).map { Array($0) + [0x0A] }
    }

    private func problem(_ bench: Bench, _ lines: [[UInt8]]) async throws -> AuditReading.Break? {
        bench.folder.write("audit.jsonl", lines.flatMap { $0 })
        return try await bench.engine.history().problem
    }

    @Test func saysWhoDidWhatBeforeAndAfter() async throws {
        let bench = try await bench()
        let history = try await bench.another().history()
        #expect(history.isWhole && !history.isTorn && history.entries.count == 10)
        #expect(history.entries.map(\.seq) == Array(1...10))
        #expect(history.entries.map { $0.outcome == nil } == (0..<10).map { $0 % 2 == 0 })
        let last = history.entries[9]
        #expect(last.act == .discard && last.actor == "operator" && last.queue == queue && last.reason == "reason 4")
        #expect(last.outcome == "completed: 1 of 1" && last.at == bench.clock.now)
        #expect(history.entries[0].prev == String(repeating: "0", count: 64))
        #expect(zip(history.entries, history.entries.dropFirst()).allSatisfy { $0.hash == $1.prev })
        // SHA-256 of `abc` (FIPS 180-4).
        #expect(sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    /// What is no task of the engine's own is in the same log.
    @Test func writesDownWhatOthersDo() async throws {
        let bench = Bench([letter(0)])
        let engine = bench.engine
        let log: () async throws -> [AuditEntry] = { try await bench.another().history().entries }
        let count = try await engine.audited(.purge, on: "orders", selected: 3, reason: "stale", detail: "emptied") {
            () async throws -> (Int, String) in
            let before = try await log()
            #expect(before.map(\.outcome) == [nil], "it is written before the act")
            return (4, "completed: 4 purged")
        }
        #expect(count == 4)
        struct Refused: Error {}
        await #expect(throws: Refused.self) {
            try await engine.audited(.purge, on: "orders", selected: 3, reason: nil, detail: "") {
                () -> (Int, String) in
                throw Refused()
            }
        }
        let entries = try await log()
        #expect(entries.map(\.outcome) == [nil, "completed: 4 purged", nil, "failed: Refused()"])
        #expect(entries.allSatisfy { $0.act == .purge && $0.queue == "orders" && $0.selected == 3 })
        #expect(entries[0].reason == "stale" && entries[0].detail == "emptied" && entries[0].task == entries[1].task)
        #expect(entries[1].task != entries[2].task)
        #expect(try await bench.another().history().isWhole)
        let blind = DeadLetterEngine(broker: bench.broker, isReadOnly: true)
        await #expect(throws: DeadLetterError.self) {
            try await blind.audited(.purge, on: "orders", selected: 3, reason: nil, detail: "") { (1, "") }
        }
        #expect(try await blind.history().entries.isEmpty)
    }

    @Test func isWrittenBeforeTheAct() async throws {
        let bench = Bench([letter(0)])
        let engine = bench.another(edge: { if $0 == .audited { throw ProcessEnded() } })
        let plan = try await engine.plan(queue, .all, .quick)
        await #expect(throws: ProcessEnded.self) { try await engine.redrive(plan) { _ in } }
        #expect(try await bench.engine.history().entries.map(\.act) == [.redrive])
        #expect(bench.broker.sent.isEmpty)
    }

    @Test func findsAChangedByteWhereverItIs() async throws {
        let bench = try await bench()
        let lines = lines(bench)
        for line in 0..<10 {
            for place in stride(from: 0, to: lines[line].count - 1, by: 7) {
                var changed = lines
                changed[line][place] ^= 1
                let problem = try await problem(bench, changed)
                #expect(
                    problem.map { $0.line >= line + 1 && $0.line <= line + 2 } == true,
                    "line \(line), byte \(place)"
                )
            }
        }
    }

    @Test func findsLinesThatAreMissingMovedOrCutOff() async throws {
        let bench = try await bench()
        let lines = lines(bench)
        for line in 0..<9 {
            var without = lines
            without.remove(at: line)
            #expect(try await problem(bench, without)?.line == line + 1)
            var swapped = lines
            swapped.swapAt(line, line + 1)
            #expect(try await problem(bench, swapped)?.line == line + 1)
            var doubled = lines
            doubled.insert(lines[line], at: line)
            #expect(try await problem(bench, doubled)?.line == line + 2)
        }
        for count in 0..<10 {
            let problem = try await problem(bench, Array(lines.prefix(count)))
            #expect(problem?.reason == "the log ends after entry \(count), but 10 were written")
        }
        #expect(try await problem(bench, lines) == nil)
        // Appending to a log that was cut off does not hide it.
        _ = try await problem(bench, Array(lines.prefix(4)))
        _ = try await bench.engine.discard(queue, [letter(7).id]) { _ in }
        let history = try await bench.engine.history()
        #expect(history.entries.count == 6 && history.problem?.line == 5)
        #expect(history.problem?.reason == "its number is 11, after 4: lines are missing, doubled or out of order")
    }

    @Test func takesALastLineThatWasNotWrittenToItsEnd() async throws {
        let bench = try await bench()
        let bytes = bench.folder.read("audit.jsonl")
        for extra in ["{", "{\"seq\":11,\"at\":\"2026", "x"] {
            bench.folder.write("audit.jsonl", bytes + Array(extra.utf8))
            let torn = try await bench.engine.history()
            #expect(torn.isWhole && torn.isTorn && torn.entries.count == 10)
        }
        _ = try await bench.engine.discard(queue, [letter(7).id]) { _ in }
        let history = try await bench.engine.history()
        #expect(history.isWhole && !history.isTorn && history.entries.count == 12)
    }

    @Test func doesNotForkWhenManyAppendAtOnce() async throws {
        let bench = Bench((0..<200).map { letter($0) })
        await withTaskGroup(of: Void.self) { group in
            for engine in 0..<6 {
                let other = bench.another(actor: "operator-\(engine)")
                group.addTask {
                    for n in 0..<8 {
                        _ = try? await other.discard("payments-dlq", [letter(engine * 8 + n).id]) { _ in }
                    }
                }
            }
        }
        let history = try await bench.engine.history()
        #expect(history.isWhole && history.entries.count == 96)
        #expect(try await bench.engine.tasks().count == 48)
    }

    @Test func isKeptInMemoryWithoutAFolder() async throws {
        let broker = InMemoryDeadLetterBroker(queues: [queue], destinations: [orders])
        broker.add([letter(0)])
        let engine = DeadLetterEngine(broker: broker)
        #expect(try await engine.history() == AuditReading())
        _ = try await engine.discard(queue, [letter(0).id]) { _ in }
        let history = try await engine.history()
        #expect(history.entries.count == 2 && history.isWhole)
    }
}
