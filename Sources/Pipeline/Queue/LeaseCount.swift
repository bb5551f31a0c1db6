import Synchronization

/// A bound on how many messages of a queue are in flight, so that not every receive has to count them: it was counted once, and
/// since then no more can have come than were received. Deletions and ends of visibility only make it too high, and then it is
/// counted again.
final class LeaseCount: Sendable {
    /// Nil: never counted.
    private let bound = Mutex<Int?>(nil)

    /// How many may still be received; `count` looks how many are in flight now.
    func room(below limit: Int, count: () throws -> Int) rethrows -> Int {
        if let bound = bound.withLock({ $0 }), bound + Queue.Limit.receive <= limit { return limit - bound }
        let counted = try count()
        bound.withLock { $0 = counted }
        return limit - counted
    }

    func add(_ received: Int) { bound.withLock { $0 = ($0 ?? 0) + received } }
}
