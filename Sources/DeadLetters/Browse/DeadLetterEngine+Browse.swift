package import EventModel
import Synchronization

extension DeadLetterEngine {
    /// Every dead-letter queue with its groups, most messages first.
    ///
    /// Where the broker cannot group, looking again reads only what has died since; when messages have left a queue its groups
    /// are counted anew, for queues of more than 20,000 messages at most every five seconds.
    package func queues() async throws -> [DeadLetterQueueSummary] {
        var summaries: [DeadLetterQueueSummary] = []
        for queue in try await broker.queues() {
            guard queue.depth > 0 else {
                state.withLock { $0.counted[queue.name] = nil }
                summaries.append(DeadLetterQueueSummary(queue: queue, groups: []))
                continue
            }
            summaries.append(DeadLetterQueueSummary(queue: queue, groups: try await groups(queue)))
        }
        return summaries
    }

    /// The groups of a queue: the broker's, or counted here.
    func groups(_ queue: DeadLetterQueue) async throws -> [DeadLetterGroup] {
        if let groups = try await broker.groups(queue.name) { return groups }
        var counted = try await count(queue)
        let groups = counted.table.groups(now: now())
        state.withLock { [counted] in $0.counted[queue.name] = counted }
        return groups
    }

    /// Messages of a queue whole, at most `limit`, after a place; only those of `group` if it is given. Consumes nothing.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    package func messages(
        _ queue: String,
        group: String? = nil,
        order: DeadLetterRequest.Order = .died,
        after: DeadLetterCursor? = nil,
        limit: Int = 200
    ) async throws -> [DeadLetter] {
        guard limit > 0 else { return [] }
        guard group == GroupTable.otherID else {
            return try await broker.peek(
                DeadLetterRequest(queue: queue, group: group, order: order, after: after, limit: limit)
            )
        }
        // Which messages the group of all further causes has is known only from the start on.
        var found: [DeadLetter] = []
        var skips = after != nil
        var table = GroupTable()
        try await scan(queue) { letter in
            let id = table.add(letter)
            if skips {
                skips = letter.id != after?.id
            } else if id == group {
                found.append(letter)
            }
            return found.count < limit
        }
        return found
    }

    /// Messages by their ids, in the order of the ids; those that are gone are left out.
    package func letters(_ ids: [String], in queue: String) async throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        try await broker.eachLetter(ids, in: queue) { letters.append($0) }
        return letters
    }

    /// Reads a queue page by page, oldest dead first, until `body` answers false or every message that was in it has been read;
    /// those that die meanwhile do not make it longer.
    ///
    /// - Parameters:
    ///   - after: where to begin; nil: at the oldest.
    ///   - most: how many are read; nil: as many as the queue has.
    func scan(
        _ queue: String,
        after: DeadLetterCursor? = nil,
        atMost most: Int? = nil,
        _ body: (DeadLetter) throws -> Bool
    ) async throws {
        var request = DeadLetterRequest(queue: queue, after: after, limit: 0)
        var left = if let most { most } else { try await depth(queue) }
        while left > 0 {
            try Task.checkCancellation()
            request.limit = min(left, Self.page)
            let letters = try await broker.peek(request)
            for letter in letters where try !body(letter) { return }
            guard let last = letters.last, last.id != request.after?.id else { return }
            left -= letters.count
            request.after = DeadLetterCursor(at: last.died, id: last.id)
        }
    }

    /// The same without bodies, in large pages.
    func scanOutlines(
        _ queue: String,
        group: String? = nil,
        order: DeadLetterRequest.Order = .died,
        _ body: (DeadLetterOutline) throws -> Bool
    ) async throws {
        var request = DeadLetterRequest(queue: queue, group: group, order: order, limit: 0)
        var left = try await depth(queue)
        while left > 0 {
            try Task.checkCancellation()
            request.limit = min(left, Self.outlinePage)
            let outlines = try await broker.outlines(request)
            for outline in outlines where try !body(outline) { return }
            guard let last = outlines.last, last.id != request.after?.id else { return }
            left -= outlines.count
            let at = order == .died ? last.died : last.expires ?? Timestamp(nanoseconds: .max)
            request.after = DeadLetterCursor(at: at, id: last.id)
        }
    }

    /// Messages read at once, whole and in outline.
    static let page = 100
    static let outlinePage = 1_000

    /// How many messages a queue has.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func depth(_ queue: String) async throws -> Int { try await describe(queue).depth }

    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func describe(_ queue: String) async throws -> DeadLetterQueue {
        let queues = try await broker.queues()
        guard let found = queues.first(where: { $0.name == queue }) else {
            let names = queues.map(\.name).joined(separator: ", ")
            throw DeadLetterError(
                .noSuchQueue,
                "no dead-letter queue is named '\(queue)'; there \(names.isEmpty ? "are none" : "are \(names)")"
            )
        }
        return found
    }

    private func count(_ queue: DeadLetterQueue) async throws -> Counted {
        let instant = now()
        if var known = state.withLock({ $0.counted[queue.name] }), let last = known.table.last {
            if known.oldest == queue.oldest, known.table.count <= queue.depth {
                // One more than there can be: if it is found, others have left.
                try await scan(queue.name, after: last, atMost: queue.depth - known.table.count + 1) { letter in
                    known.table.add(letter)
                    return true
                }
                if known.table.count == queue.depth { return known }
            }
            // Messages have left. A deep queue that is being redriven would be read again and again for little news.
            if queue.depth > Self.deep, instant - known.at < .seconds(5), instant >= known.at { return known }
        }
        var fresh = Counted(table: GroupTable(), oldest: queue.oldest, at: instant)
        try await scan(queue.name, atMost: queue.depth) { letter in
            fresh.table.add(letter)
            return true
        }
        return fresh
    }
}

extension RandomAccessCollection where Index == Int {
    /// The collection in pieces of `size`, the last one shorter.
    func chunks(of size: Int) -> some Sequence<SubSequence> {
        let size = Swift.max(1, size)
        return stride(from: startIndex, to: endIndex, by: size).lazy.map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}
