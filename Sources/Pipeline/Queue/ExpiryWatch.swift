import EventModel
import Synchronization

/// Knows for a while that no message has expired: what is sent after a look lives for the shortest retention there is. It spares
/// each message a place in an index of its own.
final class ExpiryWatch: Sendable {
    private let quiet = Mutex<Timestamp?>(nil)

    /// Whether one must look at `now`.
    func isDue(_ now: Timestamp) -> Bool { quiet.withLock { $0.map { $0 <= now } ?? true } }

    /// One has looked at `now`, and `next` is the first to expire of what is there.
    func looked(_ now: Timestamp, next: Timestamp?) {
        let fresh = now + Queue.Limit.retention.lowerBound
        quiet.withLock { $0 = next.map { min($0, fresh) } ?? fresh }
    }
}
