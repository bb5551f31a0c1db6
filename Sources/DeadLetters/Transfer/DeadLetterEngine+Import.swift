import EventModel

extension DeadLetterEngine {
    /// Puts exported messages into a queue, as they were; one whose id is in the queue is left out. A line that cannot be read is
    /// reported with its number, and the next one is gone on with.
    ///
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchQueue`.
    package func `import`(
        _ queue: String,
        lines: some Sequence<[UInt8]>,
        reason: String? = nil
    ) async throws -> ImportReport {
        var importer = try await Importer(self, queue, reason)
        do {
            for line in lines { try await importer.add(line) }
            return try await importer.end()
        } catch { throw importer.failed(error) }
    }

    /// The same, of lines that come one after another.
    package func `import`<Lines: AsyncSequence>(
        _ queue: String,
        lines: Lines,
        reason: String? = nil
    ) async throws -> ImportReport where Lines.Element == [UInt8] {
        var importer = try await Importer(self, queue, reason)
        do {
            for try await line in lines { try await importer.add(line) }
            return try await importer.end()
        } catch { throw importer.failed(error) }
    }
}

/// Reads lines, and adds what they say in batches.
private struct Importer {
    private let engine: DeadLetterEngine
    private let header: TaskHeader
    private var report: ImportReport
    private var line = 0
    private var batch: [DeadLetter] = []
    private var bytes = 0

    /// Bodies that are held at once.
    private static let most = 8 << 20

    init(_ engine: DeadLetterEngine, _ queue: String, _ reason: String?) async throws {
        try engine.requireWritable()
        _ = try await engine.depth(queue)
        self.engine = engine
        let instant = engine.now()
        header = TaskHeader(
            task: engine.ids(),
            kind: .redrive,
            actor: engine.actor,
            reason: reason,
            queue: queue,
            selected: 0,
            frozen: instant,
            submitted: instant
        )
        report = ImportReport(task: header.task)
        try engine.record(.import, header)
    }

    mutating func add(_ text: [UInt8]) async throws {
        line += 1
        guard !text.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else { return }
        report.lines += 1
        do throws(DeadLetterError) {
            var letter = try LetterLine.read(text)
            letter.queue = header.queue
            batch.append(letter)
            bytes += letter.body.count
        } catch {
            report.refused += 1
            if report.refusals.count < ImportReport.mostRefusals {
                report.refusals.append(.init(line: line, reason: error.message))
            }
        }
        if batch.count >= engine.broker.traits.batch || bytes >= Self.most { try await flush() }
    }

    private mutating func flush() async throws {
        guard !batch.isEmpty else { return }
        let added = try await engine.broker.add(batch, to: header.queue).count
        report.added += added
        report.present += batch.count - added
        batch = []
        bytes = 0
    }

    mutating func end() async throws -> ImportReport {
        try await flush()
        try engine.record(
            .import,
            header,
            outcome: "\(report.added) added, \(report.present) were there, \(report.refused) refused"
        )
        return report
    }

    func failed(_ error: any Error) -> any Error {
        try? engine.record(.import, header, outcome: "stopped after \(report.added): \(error)")
        return error
    }
}
