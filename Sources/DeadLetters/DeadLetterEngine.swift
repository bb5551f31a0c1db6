package import EventModel
import Synchronization

/// Browses, groups, plans, redrives and discards dead letters, over any broker.
///
/// Large queues are read in pages and kept as counts. What a task changes, it changes in batches that it has claimed,
/// so that no other task, of this engine or another, can take the same message.
package final class DeadLetterEngine: Sendable {
    /// Waits; production sleeps, tests move their clock.
    package typealias Sleep = @Sendable (Duration) async throws -> Void

    let broker: any DeadLetterBroker
    let ids: IDSource
    let now: @Sendable () -> Timestamp
    let sleep: Sleep
    let state = Mutex(State())

    struct State {
        /// Running tasks, and whether each has been asked to stop.
        var running: [String: Bool] = [:]
        /// What the last look at a queue has counted.
        var counted: [String: Counted] = [:]
    }

    /// The groups of a queue as they were counted.
    struct Counted {
        var table: GroupTable
        var oldest: Timestamp?
        var at: Timestamp
    }

    /// Messages read at once.
    static let page = 100
    /// Queues deeper than this are not counted anew at every look while messages leave them.
    static let deep = 20_000

    package init(
        broker: any DeadLetterBroker,
        ids: @escaping IDSource = uuid,
        now: @escaping @Sendable () -> Timestamp = { .now() },
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) }
    ) {
        self.broker = broker
        self.ids = ids
        self.now = now
        self.sleep = sleep
    }

    /// Asks a running task to stop after the batch it is at. Does nothing if no such task runs.
    package func cancel(_ task: String) {
        state.withLock { if $0.running[task] != nil { $0.running[task] = true } }
    }
}
