import DeadLetters
import EventModel
import Testing

@Suite struct JournalTests {
    private let queue = "payments-dlq"

    /// The journal is cut off at every byte, as a crash may leave it: what can be read is true, and what is left can go on.
    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep])
    func isReadableAfterAnyTruncation(_ traits: DeadLetterBrokerTraits) async throws {
        let whole = Bench((0..<12).map { letter($0, generation: $0 % 2) }, traits: traits)
        var options = RedriveOptions.quick
        options.edits[letter(3).id] = .init(body: [0, 0xFF], attributes: ["a": "\"b\"\n"])
        options.changes = []
        try await whole.redriveAll(options)
        let name = try #require(whole.folder.names("redrive").first)
        let bytes = whole.folder.read("redrive/" + name)
        let ends = bytes.indices.filter { bytes[$0] == 0x0A }
        #expect(ends.count > 4)
        for size in Set(stride(from: 0, to: bytes.count, by: 97)).union(ends.flatMap { [$0, $0 + 1, $0 + 2] }).sorted()
        {
            whole.folder.write("redrive/" + name, Array(bytes.prefix(size)))
            let tasks = try await whole.another().tasks()
            guard let task = tasks.first else {
                #expect(size <= ends[0])
                continue
            }
            #expect(task.selected == 12 && task.sent <= 12 && tasks.count == 1)
            if size < bytes.count {
                #expect(task.state == .interrupted || task.state == .failed || size >= ends.last ?? 0)
            }
            do {
                let result = try await whole.another().resume(task.id) { _ in }
                #expect(result.state == .completed && result.remaining == 0)
            } catch { #expect((error as? DeadLetterError)?.code == .noSuchTask) }
            #expect(whole.broker.sent.count == 12)
        }
    }

    @Test func keepsWhatWasAskedForOverAnInterruption() async throws {
        let bench = Bench((0..<6).map { letter($0) })
        let engine = bench.another(actor: "ana", edge: { if $0 == .claimed { throw ProcessEnded() } })
        var options = RedriveOptions(destination: .init(.queue, "parking"), rate: .init(from: 1, to: 8))
        options.patience = .zero
        options.reason = "they asked"
        options.edits[letter(2).id] = .init(body: [1, 2, 0xFF], attributes: ["": "é"])
        let plan = try await engine.plan(queue, .all, options)
        await #expect(throws: ProcessEnded.self) { try await engine.redrive(plan) { _ in } }
        let start = bench.clock.now
        let result = try await bench.another(actor: "ben").resume(plan.id) { _ in }
        #expect(result.sent == 6 && result.actor == "ana" && (bench.clock.now - start) >= .seconds(4))
        #expect(bench.broker.sent.allSatisfy { $0.destination.name == "parking" })
        #expect(bench.broker.sent[2].body == [1, 2, 0xFF] && bench.broker.sent[2].attributes == ["": "é"])
        let entries = try await bench.engine.history().entries
        #expect(entries.map(\.actor) == ["ana", "ben", "ben"] && entries.map(\.act) == [.redrive, .resume, .resume])
        #expect(entries.allSatisfy { $0.reason == "they asked" })
    }

    @Test func listsTasksNewestFirstWithIDsOfAnyKind() async throws {
        let bench = Bench((0..<9).map { letter($0) })
        var ids: [String] = []
        for n in 0..<4 {
            var plan = try await bench.engine.plan(queue, .ids([letter(n).id]), .quick)
            plan.id = ["../up", "a b", "é/ü", "plain"][n]
            ids.append(plan.id)
            bench.clock.advance(by: .seconds(1))
            _ = try await bench.engine.redrive(plan) { _ in }
        }
        #expect(try await bench.another().tasks().map(\.id) == ids.reversed())
        #expect(bench.folder.names("redrive").count == 4)
        for id in ids { #expect(try await bench.engine.outcome(id).sent == 1) }
    }

    @Test func keepsSoManyFinishedTasks() async throws {
        let broker = InMemoryDeadLetterBroker(queues: [queue], destinations: [orders])
        let ids = counted()
        let engine = DeadLetterEngine(broker: broker, ids: ids)
        for _ in 0..<1_005 { _ = try await engine.discard(queue, []) { _ in } }
        let tasks = try await engine.tasks()
        #expect(tasks.count == 1_000 && tasks.first?.id == "task-1005" && tasks.last?.id == "task-6")
        #expect(try await engine.droppedTasks() == 5)
    }

    /// The journal of a transactional broker grows by the batch, not by the message.
    @Test func costsByTheBatch() async throws {
        let bench = Bench((0..<5_000).map { letter($0) })
        try await bench.redriveAll()
        let name = try #require(bench.folder.names("redrive").first)
        let lines = bench.folder.read("redrive/" + name).split(separator: 0x0A)
        #expect(lines.count < 25)
        #expect(bench.broker.sent.count == 5_000)
    }
}
