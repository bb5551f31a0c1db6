package import EventModel
import Synchronization

extension DeadLetterEngine {
    /// Every dead-letter queue with its groups, most messages first.
    ///
    /// Looking again reads only what has died since; when messages have left a queue its groups are counted anew, for
    /// queues of more than 20,000 messages at most every five seconds.
    package func queues() async throws -> [DeadLetterQueueSummary] {
        var summaries: [DeadLetterQueueSummary] = []
        for queue in try await broker.queues() {
            guard queue.depth > 0 else {
                state.withLock { $0.counted[queue.name] = nil }
                summaries.append(DeadLetterQueueSummary(queue: queue, groups: []))
                continue
            }
            var counted = try await count(queue)
            summaries.append(DeadLetterQueueSummary(queue: queue, groups: counted.table.groups(now: now())))
            state.withLock { [counted] in $0.counted[queue.name] = counted }
        }
        return summaries
    }

    /// Messages of a queue in the order they died, at most `limit`, after `after`; only those of `group` if it is
    /// given.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    package func messages(
        _ queue: String,
        group: String? = nil,
        after: DeadLetter? = nil,
        limit: Int = 200
    ) async throws -> [DeadLetter] {
        guard limit > 0 else { return [] }
        guard let group else { return try await broker.peek(queue, after: after, limit: limit) }
        var found: [DeadLetter] = []
        // Which messages the group of all further causes has is known only from the start on.
        let fromStart = group == GroupTable.otherID
        var skips = fromStart && after != nil
        var table = GroupTable()
        try await scan(queue, after: fromStart ? nil : after) { letter in
            let id = fromStart ? table.add(letter) : Fingerprint(letter).id
            if skips {
                skips = letter.id != after?.id
            } else if id == group {
                found.append(letter)
            }
            return found.count < limit
        }
        return found
    }

    /// Reads a queue page by page, oldest dead first, until `body` answers false or every message that was in it has
    /// been read; those that die meanwhile do not make it longer.
    func scan(_ queue: String, after: DeadLetter? = nil, _ body: (DeadLetter) throws -> Bool) async throws {
        var left = try await depth(queue)
        var cursor = after
        while left > 0 {
            try Task.checkCancellation()
            let letters = try await broker.peek(queue, after: cursor, limit: min(left, Self.page))
            for letter in letters where try !body(letter) { return }
            guard let last = letters.last, last.id != cursor?.id else { return }
            left -= letters.count
            cursor = last
        }
    }

    /// How many messages a queue has.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func depth(_ queue: String) async throws -> Int {
        let queues = try await broker.queues()
        guard let found = queues.first(where: { $0.name == queue }) else {
            let names = queues.map(\.name).joined(separator: ", ")
            throw DeadLetterError(
                .noSuchQueue,
                "no dead-letter queue is named '\(queue)'; there \(names.isEmpty ? "are none" : "are \(names)")"
            )
        }
        return found.depth
    }

    private func count(_ queue: DeadLetterQueue) async throws -> Counted {
        let instant = now()
        if var known = state.withLock({ $0.counted[queue.name] }), let last = known.table.last {
            if known.oldest == queue.oldest, known.table.count <= queue.depth {
                // One more than there can be: if it is found, others have left.
                try await count(
                    queue.name,
                    after: last,
                    atMost: queue.depth - known.table.count + 1,
                    into: &known.table
                )
                if known.table.count == queue.depth { return known }
            }
            // Messages have left. A deep queue that is being redriven would be read again and again for little news.
            if queue.depth > Self.deep, instant - known.at < .seconds(5), instant >= known.at { return known }
        }
        var fresh = Counted(table: GroupTable(), oldest: queue.oldest, at: instant)
        try await count(queue.name, after: nil, atMost: queue.depth, into: &fresh.table)
        return fresh
    }

    private func count(_ queue: String, after: DeadLetter?, atMost: Int, into table: inout GroupTable) async throws {
        var left = atMost
        var cursor = after
        while left > 0 {
            try Task.checkCancellation()
            let letters = try await broker.peek(queue, after: cursor, limit: min(left, Self.page))
            for letter in letters { table.add(letter) }
            guard let last = letters.last, last.id != cursor?.id else { return }
            left -= letters.count
            cursor = last
        }
    }
}
