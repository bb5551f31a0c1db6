import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// The dead letters of a data directory of its own: opening the list, grouping, looking deep into the queue, and redriving them to
/// where they came from, each confirmed on disk.
struct RedriveBench {
    private static let queue = "orders-dlq"
    private static let source = DeadLetter.Destination(.queue, "orders")
    private static let task = "bench"
    private static let page = 200
    /// What is redriven of very many, so that a bench of a million ends in time.
    private static let most = 100_000

    let letters: Int
    let runs: Int
    let meter: Meter

    func rows() async throws -> [BenchRow] {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let folder = scratch.path
        var definition = PipelineDefinition()
        definition.queues = [
            QueueDefinition(name: "orders", redrivePolicy: .init(deadLetterQueue: Self.queue)),
            QueueDefinition(name: Self.queue, retention: .seconds(1_209_600)),
        ]
        let pipeline = try Pipeline(definition, data: folder)
        try await pipeline.register()
        pipeline.close()
        let broker = try BundledDeadLetterBroker(data: folder)
        let sample = SampleDeadLetters(in: Self.queue, from: Self.source, count: letters, died: .now())
        try await sample.fill(broker) { meter.show("generating: \(Figures.count($0)) dead letters") }
        var rows = try await looking(broker)
        let before = Machine.anonymousMemory
        rows.append(try await redriving(broker))
        if let before, let after = Machine.anonymousMemory {
            rows.append(
                BenchRow("redrive_memory", "memory that redriving took", Double(max(1, after - before)), .bytes)
            )
        }
        return rows
    }

    private func looking(_ broker: BundledDeadLetterBroker) async throws -> [BenchRow] {
        meter.show("looking")
        let held = "\(Figures.count(letters)) dead letters"
        let first = DeadLetterRequest(queue: Self.queue, limit: Self.page)
        let open = try await median {
            _ = try await broker.queues()
            _ = try await broker.peek(first)
        }
        let groups = try await median { _ = try await broker.groups(Self.queue) }
        // The letter at nine tenths of the queue, where paging by counting would read all before it.
        let place = try await broker.letters([SampleDeadLetters.id(letters * 9 / 10)], in: Self.queue).first
        var deep = DeadLetterRequest(queue: Self.queue, limit: Self.page)
        deep.after = place.map { DeadLetterCursor(at: $0.died, id: $0.id) }
        let byDeath = try await median { _ = try await broker.peek(deep) }
        deep.order = .expires
        deep.after = place.map { DeadLetterCursor(at: $0.expires ?? $0.died, id: $0.id) }
        let byExpiry = try await median { _ = try await broker.peek(deep) }
        return [
            BenchRow("dlq_open", "list of \(held) opens", open, .seconds, must: 0.2, aim: 0.02),
            BenchRow("dlq_groups", "\(held) grouped by cause", groups, .seconds, must: 1, aim: 0.3),
            BenchRow("dlq_page", "page at nine tenths, by death", byDeath, .seconds, must: 0.033, aim: 0.005),
            BenchRow("dlq_page_expires", "page at nine tenths, by expiry", byExpiry, .seconds, must: 0.033, aim: 0.005),
        ]
    }

    private func redriving(_ broker: BundledDeadLetterBroker) async throws -> BenchRow {
        let count = min(letters, Self.most)
        let clock = ContinuousClock()
        var spent = Duration.zero
        var done = 0
        var after: DeadLetterCursor?
        while done < count {
            try Task.checkCancellation()
            let limit = min(broker.traits.batch, count - done)
            // The selection is frozen before a redrive begins.
            let outlines = try await broker.outlines(.init(queue: Self.queue, after: after, limit: limit))
            guard let last = outlines.last else { break }
            after = DeadLetterCursor(at: last.died, id: last.id)
            let start = clock.now
            done += try await redrive(outlines.map(\.id), broker)
            spent += clock.now - start
            meter.show("redriving: \(Figures.count(done))")
        }
        return BenchRow(
            "redrive",
            "redrive of \(Figures.count(done)), each on disk, buried and told of",
            Double(done) / (spent / .seconds(1)),
            .messagesPerSecond,
            must: 50_000,
            aim: 100_000
        )
    }

    /// Sends messages on; answers how many went.
    private func redrive(_ ids: [String], _ broker: BundledDeadLetterBroker) async throws -> Int {
        let claimed = try await broker.claim(ids, in: Self.queue, for: Self.task, until: .now() + .seconds(60))
        let orders = claimed.map { RedriveOrder(id: $0, task: Self.task, key: uuid()) }
        return try await broker.send(orders, from: Self.queue).count { if case .moved = $0 { true } else { false } }
    }

    private func median(_ work: () async throws -> Void) async throws -> Double {
        var seconds: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<runs {
            try Task.checkCancellation()
            let start = clock.now
            try await work()
            seconds.append((clock.now - start) / .seconds(1))
        }
        return seconds.median
    }
}
