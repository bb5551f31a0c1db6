import EventModel

/// Follows what becomes of a task's messages, in the order they were buried, so many at a time.
struct FateTracker: Sendable {
    /// Messages awaited at once; further ones wait for their turn, whatever the size of the task.
    static let window = 10_000

    struct Ended: Sendable {
        /// Dead letters' ids.
        var completed: [String] = []
        var diedAgain: [String] = []
        var isEmpty: Bool { completed.isEmpty && diedAgain.isEmpty }
    }

    private var after: Int?
    private var awaited: [SentLetter] = []

    /// Asks the broker; answers those that have ended since the last look.
    ///
    /// - Parameter pages: how much further it reads in the graveyard, in batches; nil: to its end.
    mutating func look(_ broker: any DeadLetterBroker, _ task: String, pages: Int? = nil) async throws -> Ended {
        var ended = Ended()
        var left = pages ?? .max
        while true {
            var isAtEnd = false
            while left > 0, awaited.count < Self.window, !isAtEnd {
                let page = try await broker.buried(task, after: after, limit: broker.wholePage)
                left -= 1
                for buried in page where !buried.isRestored { if let sent = buried.sent { awaited.append(sent) } }
                after = page.last?.number ?? after
                isAtEnd = page.isEmpty
            }
            let before = awaited.count
            try await ask(broker, &ended)
            // Room for more, and more may be there.
            guard !isAtEnd, left > 0, awaited.count < before else { return ended }
        }
    }

    private mutating func ask(_ broker: any DeadLetterBroker, _ ended: inout Ended) async throws {
        var still: [SentLetter] = []
        for chunk in awaited.chunks(of: broker.traits.batch) {
            let fates = try await broker.fates(Array(chunk))
            for (letter, fate) in zip(chunk, fates) {
                switch fate {
                case .completed: ended.completed.append(letter.id)
                case .diedAgain: ended.diedAgain.append(letter.id)
                case .running, .unknown: still.append(letter)
                }
            }
            if fates.count < chunk.count { still += chunk.dropFirst(fates.count) }
        }
        awaited = still
    }
}
