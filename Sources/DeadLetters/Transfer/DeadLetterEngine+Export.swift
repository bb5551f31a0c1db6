import EventModel

extension DeadLetterEngine {
    /// Writes messages as JSON lines, whole: bodies, attributes, attempts, history. Consumes nothing. Answers how many. The audit
    /// log has who took them, except in read-only mode.
    ///
    /// - Parameter write: called with a few lines at a time, each ended by a line feed.
    /// - Throws: ``DeadLetterError`` `noSuchQueue`, and what `write` throws.
    package func export(
        _ queue: String,
        _ selection: DeadLetterSelection,
        to write: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        var count = 0
        let frozen = try await select(queue, selection)
        let instant = now()
        let header = TaskHeader(
            task: ids(),
            kind: .redrive,
            actor: actor,
            queue: queue,
            selected: frozen.count,
            frozen: instant,
            submitted: instant
        )
        if !isReadOnly { try record(.export, header) }
        for chunk in frozen.chunks(of: min(broker.traits.batch, Self.page)) {
            try Task.checkCancellation()
            var lines: [UInt8] = []
            for letter in try await broker.letters(Array(chunk), in: queue) {
                lines += LetterLine.write(letter)
                count += 1
            }
            if !lines.isEmpty { try await write(lines) }
        }
        if !isReadOnly { try record(.export, header, outcome: "\(count) of \(frozen.count)") }
        return count
    }

    /// The ids of a selection, in the order they died.
    private func select(_ queue: String, _ selection: DeadLetterSelection) async throws -> [String] {
        var ids: [String] = []
        try await choose(queue, selection) { ids.append($0.id) }
        return ids
    }
}
