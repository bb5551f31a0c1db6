import EventModel

extension DeadLetterEngine {
    /// Does something to a queue that is no task of this engine, and writes it into the same audit log: who, what and why before the
    /// act, and how it ended after it. A process that ends in between leaves the first entry alone, which says so much.
    ///
    /// - Parameters:
    ///   - selected: messages that are meant.
    ///   - detail: in plain words; the act's first entry.
    ///   - body: answers its result and how it ended, in words.
    /// - Throws: ``DeadLetterError`` `readOnly`, what writing the log throws, and what `body` throws.
    package func audited<Result>(
        _ act: AuditEntry.Act,
        on queue: String,
        selected: Int,
        reason: String?,
        detail: String,
        _ body: () async throws -> (result: Result, outcome: String)
    ) async throws -> Result {
        try requireWritable()
        let header = TaskHeader(
            task: ids(),
            kind: .purge,
            actor: actor,
            reason: reason,
            queue: queue,
            selected: selected,
            frozen: now(),
            submitted: now()
        )
        try record(act, header, detail: detail)
        let ended: (result: Result, outcome: String)
        do { ended = try await body() } catch {
            try? record(act, header, outcome: "failed: \(error)")
            throw error
        }
        try record(act, header, outcome: ended.outcome)
        return ended.result
    }
}
