package import EventModel

extension DeadLetterEngine {
    /// Messages that retention deletes within a time, the soonest first, by queue; queues without such are left out.
    ///
    /// - Parameters:
    ///   - queue: nil: of all queues.
    ///   - limit: the most that are answered of one queue.
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    package func expiring(
        _ queue: String? = nil,
        within: Duration,
        limit: Int = 10_000
    ) async throws -> [String: [DeadLetterOutline]] {
        let end = now() + within
        var expiring: [String: [DeadLetterOutline]] = [:]
        let queues = try await broker.queues().filter { $0.depth > 0 }.map(\.name)
        for name in queue.map({ [$0] }) ?? queues {
            var found: [DeadLetterOutline] = []
            try await scanOutlines(name, order: .expires) { outline in
                guard let expires = outline.expires, expires <= end, found.count < limit else { return false }
                found.append(outline)
                return true
            }
            if !found.isEmpty { expiring[name] = found }
        }
        return expiring
    }
}
