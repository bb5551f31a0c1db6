import EventModel
import Synchronization

/// Knows when the lifecycle rules have something to do next, so that nobody looks at every object all the time.
final class LifecycleWatch: Sendable {
    /// Nil: nothing is foreseen. Nobody has looked at first.
    private let next = Mutex<Timestamp?>(Timestamp(nanoseconds: .min))

    /// Whether one must look at `now`.
    func isDue(_ now: Timestamp) -> Bool { next.withLock { $0.map { $0 <= now } ?? false } }

    /// A version came or went: the rules of its bucket may have something to do sooner than was known.
    func changed(_ bucket: BucketDefinition, at now: Timestamp) {
        let ages = bucket.lifecycle.filter(\.isEnabled).compactMap(\.shortest)
        guard let due = ages.map({ $0.due(from: now) }).min() else { return }
        next.withLock { $0 = min($0 ?? due, due) }
    }

    /// What was held up is so no longer.
    func freed(_ bucket: BucketDefinition, at now: Timestamp) {
        if bucket.lifecycle.contains(where: \.isEnabled) { looked(now) }
    }

    /// Begins a look: what changes during it counts for the next.
    func look() { next.withLock { $0 = nil } }

    /// A look found that there is something to do at `due`; nil: nothing.
    func looked(_ due: Timestamp?) {
        guard let due else { return }
        next.withLock { $0 = min($0 ?? due, due) }
    }
}
