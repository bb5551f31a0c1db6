package import EventModel

/// Messages of one queue that retention is about to delete.
package struct ExpiringLetters: Hashable, Sendable {
    package var count: Int
    /// There are more than were counted.
    package var isMore: Bool
    /// When the first of them is deleted.
    package var first: Timestamp
    package init(count: Int, isMore: Bool = false, first: Timestamp) {
        self.count = count
        self.isMore = isMore
        self.first = first
    }
}

extension DeadLetterEngine {
    /// Counts what retention deletes within a time, by queue; queues without such are left out. The messages themselves are what
    /// ``DeadLetterSelection/expiring(before:)`` selects.
    ///
    /// - Parameter atMost: how far one queue is counted.
    package func expiring(within: Duration, atMost: Int = .max) async throws -> [String: ExpiringLetters] {
        let end = now() + within
        var expiring: [String: ExpiringLetters] = [:]
        for queue in try await broker.queues() where queue.expires.map({ $0 <= end }) ?? false {
            try await eachExpiring(queue.name, before: end) { outline, expires in
                guard var known = expiring[queue.name] else {
                    expiring[queue.name] = ExpiringLetters(count: 1, first: expires)
                    return true
                }
                if known.count < atMost { known.count += 1 } else { known.isMore = true }
                expiring[queue.name] = known
                return !known.isMore
            }
        }
        return expiring
    }

    /// Goes through what retention deletes up to an instant, the soonest first, until `body` answers false.
    func eachExpiring(
        _ queue: String,
        before end: Timestamp,
        _ body: (DeadLetterOutline, _ expires: Timestamp) -> Bool
    ) async throws {
        try await scanOutlines(queue, order: .expires) { outline in
            guard let expires = outline.expires, expires <= end else { return false }
            return body(outline, expires)
        }
    }
}
