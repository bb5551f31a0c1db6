import ArgumentParser
import DeadLetters
import EventModel
import Pipeline
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The dead letters of a data directory of its own: opening the list, grouping, looking deep into the queue, and redriving them to
/// where they came from, each confirmed on disk.
struct RedriveBench {
    private static let queue = "orders-dlq"
    private static let source = DeadLetter.Destination(.queue, "orders")
    private static let page = 200
    /// What is redriven of very many, so that a bench of a million ends in time.
    static let most = 100_000

    let letters: Int
    let runs: Int
    let meter: Meter

    func rows() async throws -> [BenchRow] {
        let folder = try RedriveBench.temporaryFolder()
        defer { RedriveBench.remove(folder) }
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
        rows += try await redriving(broker, in: folder)
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

    /// As an operator does it: a plan, then a task with its locks, its journal and its rows in the audit log.
    private func redriving(_ broker: BundledDeadLetterBroker, in folder: String) async throws -> [BenchRow] {
        let engine = DeadLetterEngine(broker: broker, folder: folder)
        let clock = ContinuousClock()
        var options = RedriveOptions()
        // Nobody takes them: what becomes of them is not waited for.
        options.patience = .zero
        meter.show("planning")
        let ids = (0..<min(letters, Self.most)).map(SampleDeadLetters.id)
        let start = clock.now
        let plan = try await engine.plan(Self.queue, .ids(ids), options)
        let planned = clock.now
        let meter = meter
        let end = try await engine.redrive(plan) { meter.show("redriving: \(Figures.count($0.sent))") }
        let spent = clock.now - planned
        guard end.sent == plan.ids.count else { throw Failure.badInput("the task \(end.state.rawValue): \(end.notes)") }
        return [
            BenchRow(
                "redrive_plan",
                "plan for \(Figures.count(end.sent))",
                (planned - start) / .seconds(1),
                .seconds,
                must: 5,
                aim: 1
            ),
            BenchRow(
                "redrive",
                "redrive of \(Figures.count(end.sent)), locked, buried, sent, audited",
                Double(end.sent) / (spent / .seconds(1)),
                .messagesPerSecond,
                must: 50_000,
                aim: 100_000
            ),
        ]
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

    /// A new folder in `$TMPDIR`.
    private static func temporaryFolder() throws -> String {
        let folder = getenv("TMPDIR").flatMap { $0.pointee == 0 ? nil : String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tailrace-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure.badInput("\(folder): \(String(cString: strerror(errno))); name another folder in TMPDIR")
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove(path + "/" + name) }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
