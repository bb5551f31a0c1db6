package import EventModel
import Synchronization

/// Browses, groups, plans, redrives, discards and brings back dead letters, over any broker.
///
/// Large queues are read in pages and kept as counts. What a task changes, it changes under locks that it holds on all of its
/// messages, so that no other task, of this engine or another, can take one of them. Every task is written down in a journal
/// before it begins, so that it can go on where its process ended, and in an audit log.
package final class DeadLetterEngine: Sendable {
    /// Waits; production sleeps, tests move their clock.
    package typealias Sleep = @Sendable (Duration) async throws -> Void
    /// Is told how far a task has come, in order; the last report too.
    package typealias Report = @Sendable (RedriveProgress) -> Void
    /// Whether an event of a type was seen since an instant: a deploy marker.
    package typealias Marker = @Sendable (_ eventType: String, _ since: Timestamp) async -> Bool
    /// Which contract a body would break where the letter goes, where and why (`contract OrderCreated v1 at /items/0/sku: must be a
    /// string`); nil: nothing is known against it. Bodies that break it in one way get one answer, so that they are counted.
    package typealias Objection = @Sendable (_ letter: DeadLetter, _ body: [UInt8]) -> String?

    let broker: any DeadLetterBroker
    let actor: String
    let ids: IDSource
    let now: @Sendable () -> Timestamp
    let sleep: Sleep
    let marker: Marker
    let objection: Objection?
    let journal: RedriveJournal
    let audit: AuditLog
    private let edge: @Sendable (StateEdge) throws -> Void
    /// Nothing can be changed: every act is refused as `readOnly`.
    package let isReadOnly: Bool
    let state = Mutex(State())

    struct State {
        /// Tasks that run here.
        var running: [String: Running] = [:]
        /// What the last look at a queue has counted.
        var counted: [String: Counted] = [:]
    }

    struct Running {
        /// It has been asked to stop.
        var isCancelled = false
        /// The last that was reported of it.
        var progress: RedriveProgress?
    }

    /// The groups of a queue as they were counted.
    struct Counted {
        var table: GroupTable
        var oldest: Timestamp?
        var at: Timestamp
    }

    /// Queues deeper than this are not counted anew at every look while messages leave them.
    static let deep = 20_000

    /// - Parameters:
    ///   - folder: where the journal (`redrive/`) and the audit log (`audit.jsonl`) are kept; nil: in memory, for tests and for
    ///     looking.
    ///   - actor: who acts, for the locks, the history of the messages and the audit log.
    ///   - isReadOnly: nil: read-only unless the broker is this machine's own.
    ///   - marker: asked once a second while a task waits for an event.
    ///   - objection: asked for the messages of a plan; nil: there are no contracts.
    ///   - edge: called at each step of a task; tests throw ``ProcessEnded``.
    package init(
        broker: any DeadLetterBroker,
        folder: String? = nil,
        actor: String = "operator",
        isReadOnly: Bool? = nil,
        ids: @escaping IDSource = uuid,
        now: @escaping @Sendable () -> Timestamp = { .now() },
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) },
        marker: @escaping Marker = { _, _ in false },
        objection: Objection? = nil,
        edge: @escaping @Sendable (StateEdge) throws -> Void = { _ in }
    ) {
        self.broker = broker
        self.actor = actor
        self.isReadOnly = isReadOnly ?? !broker.traits.isLocal
        self.ids = ids
        self.now = now
        self.sleep = sleep
        self.marker = marker
        self.objection = objection
        self.edge = edge
        if let folder {
            journal = RedriveJournal(store: DiskStore(folder: folder + "/redrive"))
            audit = AuditLog(store: DiskStore(folder: folder))
        } else {
            journal = RedriveJournal(store: MemoryStore())
            audit = AuditLog(store: MemoryStore())
        }
    }

    /// A task has passed a step.
    func pass(_ step: StateEdge) throws {
        DieAtEdge.pass(step)
        try edge(step)
    }

    /// - Throws: ``DeadLetterError`` `readOnly`.
    func requireWritable() throws {
        guard isReadOnly else { return }
        throw DeadLetterError(
            .readOnly,
            broker.traits.isLocal
                ? "nothing is changed in read-only mode"
                : "nothing is changed here: this broker is read-only unless told otherwise"
        )
    }

    /// Writes an entry of the audit log; it is on disk when this returns.
    func record(_ act: AuditEntry.Act, _ header: TaskHeader, detail: String = "", outcome: String? = nil) throws {
        try audit.append(
            AuditLog.Draft(
                at: now(),
                actor: actor,
                act: act,
                task: header.task,
                queue: header.queue,
                reason: header.reason,
                selected: header.selected,
                detail: detail,
                outcome: outcome
            )
        )
    }
}
