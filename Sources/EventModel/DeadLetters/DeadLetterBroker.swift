/// What the dead-letter engine needs of a broker: describe, look, claim, send, delete, restore. Everything else (groups where the
/// broker has none, plans, the journal, rate, canary, order, audit) is written once above it. The bundled queues and an
/// in-memory twin conform; SQS and JetStream can, see ``DeadLetterBrokerTraits``.
///
/// A conformer confirms only what is on disk. A message it has not confirmed stays in the dead-letter queue. Before it sends or
/// deletes a message it buries it: writes it whole to its graveyard (in the same transaction where it can), so that
/// ``restore(_:of:)`` can bring it back. All methods page or batch: none is given more than ``DeadLetterBrokerTraits/batch`` ids.
package protocol DeadLetterBroker: Sendable {
    var traits: DeadLetterBrokerTraits { get }

    /// Every dead-letter queue, by name, empty ones too.
    func queues() async throws -> [DeadLetterQueue]

    /// Messages of a queue whole. Consumes nothing: no receive count rises, nothing becomes invisible.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func peek(_ request: DeadLetterRequest) async throws -> [DeadLetter]

    /// The same without bodies, attributes and attempts: what a selection of very many is frozen from.
    func outlines(_ request: DeadLetterRequest) async throws -> [DeadLetterOutline]

    /// What the messages of a queue died of, most messages first; nil where the broker cannot tell without reading them all.
    func groups(_ queue: String) async throws -> [DeadLetterGroup]?

    /// Messages by their ids, in the order of the ids; those that are gone are left out.
    func letters(_ ids: [String], in queue: String) async throws -> [DeadLetter]

    /// Checks that a message can be sent there; resolves before anything is claimed. Answers what to know of it, in plain words:
    /// that nobody reads there, for one.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchDestination`.
    @discardableResult func check(_ destination: DeadLetter.Destination) async throws -> [String]

    /// Locks messages for one task until `until`, so that no other task can take them, and answers which it got. A
    /// message that is locked by another task, or gone, is not among them. Claiming again prolongs the task's own lock.
    func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String]

    /// Prolongs all of a task's locks.
    func prolong(_ task: String, in queue: String, until: Timestamp) async throws

    /// Gives up a task's locks that are left; the messages stay where they are.
    func release(_ task: String, in queue: String) async throws

    /// Buries claimed messages and sends them on, confirmed on disk; removes them in the same transaction where the broker is
    /// transactional. Answers for each order in turn.
    func send(_ orders: [RedriveOrder], from queue: String) async throws -> [SendResult]

    /// The same, but returns as soon as the orders have their turn: those of a later call come to the broker after them. Where a
    /// broker has no turns, that is when they were sent.
    func begin(_ orders: [RedriveOrder], from queue: String) async -> Task<[SendResult], any Error>

    /// Buries messages and removes them for good; answers which were removed. A message another task has locked stays. One that
    /// this task has sent is buried already.
    func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String]

    /// What is known of redrives by their keys: the new message's id. A transactional broker knows all it has made; others
    /// may know none.
    func sent(_ keys: [String]) async throws -> [String: String]

    /// What became of messages that were sent, as far as the broker can tell; an answer for each in turn.
    func fates(_ sent: [SentLetter]) async throws -> [Fate]

    /// What a task has buried, in order, `limit` after the one with this number (nil: from the first).
    func buried(_ task: String, after: Int?, limit: Int) async throws -> [BuriedLetter]

    /// Puts buried messages back where they died, as they were. Of one that was sent, what was sent is taken back first, if nobody has
    /// received it yet; in one transaction where the broker can. Answers for each number in turn.
    func restore(_ numbers: [Int], of task: String) async throws -> [RestoreResult]

    /// Puts dead letters into a queue as they are, history included, under their ids; those whose id is taken are left out.
    /// Answers the ids it put in.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func add(_ letters: [DeadLetter], to queue: String) async throws -> [String]
}

extension DeadLetterBroker {
    package func begin(_ orders: [RedriveOrder], from queue: String) async -> Task<[SendResult], any Error> {
        let sending = Task { try await send(orders, from: queue) }
        _ = await sending.result
        return sending
    }

    /// Up to `limit` messages, in the order they died, after one of them (nil: from the oldest).
    package func peek(_ queue: String, after: DeadLetter?, limit: Int) async throws -> [DeadLetter] {
        try await peek(
            DeadLetterRequest(queue: queue, after: after.map { DeadLetterCursor(at: $0.died, id: $0.id) }, limit: limit)
        )
    }
}

/// What a broker can do.
package struct DeadLetterBrokerTraits: Hashable, Sendable {
    package enum Peek: Hashable, Sendable {
        /// Looking changes nothing and costs nothing.
        case free
        /// Looking leases messages for so long and counts as a receive: the queue is read once into a snapshot.
        case leased(Duration)
    }
    /// Sending and removing are one transaction: no redrive is ever uncertain.
    package var isTransactional: Bool
    package var peek: Peek
    /// How long the destination drops a second message with the same ``RedriveOrder/key``; nil: it does not.
    package var dedupeWindow: Duration?
    /// The most ids or orders that one call takes.
    package var batch: Int
    /// It is this machine's own: may be changed without being asked for. Others are read-only unless told otherwise.
    package var isLocal: Bool

    package init(
        isTransactional: Bool,
        peek: Peek = .free,
        dedupeWindow: Duration? = nil,
        batch: Int,
        isLocal: Bool = true
    ) {
        self.isTransactional = isTransactional
        self.peek = peek
        self.dedupeWindow = dedupeWindow
        self.batch = batch
        self.isLocal = isLocal
    }
}

/// Why a broker or the engine refused.
package struct DeadLetterError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case noSuchQueue, noSuchDestination, readOnly, unavailable
        /// Another task has locked what was selected.
        case locked
        /// A task of this id is not known, or cannot do this.
        case noSuchTask
        /// What was given cannot be read: an import, an edit, a path.
        case badInput
    }
    package var code: Code
    /// What, which, and what to do next; the same text on the screen, in the command and in the log.
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { message }
}
