import EventModel

extension DeadLetterEngine {
    /// Goes through what a selection means now, in outline, in the order they died or expire. Answers how many of the ids that were given are
    /// not there.
    @discardableResult
    func choose(
        _ queue: String,
        _ selection: DeadLetterSelection,
        _ body: (DeadLetterOutline) -> Void
    ) async throws -> Int {
        switch selection {
        case .all:
            try await scanOutlines(queue) { outline in
                body(outline)
                return true
            }
        case .group(GroupTable.otherID):
            var table = GroupTable()
            try await scan(queue) { letter in
                if table.add(letter) == GroupTable.otherID { body(DeadLetterOutline(letter)) }
                return true
            }
        case .group(let fingerprint):
            try await scanOutlines(queue, group: fingerprint) { outline in
                body(outline)
                return true
            }
        case .matching(_, let predicate):
            try await scan(queue) { letter in
                if predicate(letter) { body(DeadLetterOutline(letter)) }
                return true
            }
        case .expiring(let end):
            try await eachExpiring(queue, before: end) { outline, _ in
                body(outline)
                return true
            }
        case .ids(let ids): return try await choose(queue, ids: ids, body)
        }
        return 0
    }

    private func choose(_ queue: String, ids: [String], _ body: (DeadLetterOutline) -> Void) async throws -> Int {
        var wanted = Set(ids)
        let depth = try await depth(queue)
        // Few are asked for one by one; for many it is less to go through the queue without bodies.
        if wanted.count < min(depth / 10, 10 * broker.traits.batch) || wanted.count <= Self.page {
            var outlines: [DeadLetterOutline] = []
            try await broker.eachLetter(Array(wanted), in: queue) { outlines.append(DeadLetterOutline($0)) }
            for outline in outlines.sorted(by: { ($0.died, $0.id) < ($1.died, $1.id) }) { body(outline) }
            return wanted.count - outlines.count
        }
        try await scanOutlines(queue) { outline in
            if wanted.remove(outline.id) != nil { body(outline) }
            return !wanted.isEmpty
        }
        return wanted.count
    }
}
