import Synchronization

/// How many connections are open.
final class ConnectionCount: Sendable {
    private let open = Atomic(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Counts one; false if there are as many already as there may be, and this is one too many.
    func begin() -> Bool { open.add(1, ordering: .relaxed).newValue <= limit }

    func end() { open.subtract(1, ordering: .relaxed) }
}
