package import EventModel
import Synchronization

/// Dead-letter queues in memory, with the rules of any broker: the twin of the durable ones, for tests and for dead letters that
/// were read from a file. It can be made to fail, or to end in the middle, at every step.
///
/// A message that died is in order by when it died, then by its id.
package final class InMemoryDeadLetterBroker: DeadLetterBroker {
    /// What a caller can be made to fail at.
    package enum Step: Hashable, Sendable {
        case queues, peek, outlines, groups, letters, check, claim, prolong, release, send, delete, sent, fates, buried,
            restore, add
        /// Before this message is sent: it is not.
        case sendOne(String)
        /// After this message was sent, before that is confirmed: it stays, and it is uncertain whether it went. A transactional
        /// broker has no such moment.
        case confirm(String)
        /// After the call has done its work, before it answers.
        case claimed, hasSent, deleted, restored
    }

    /// Decides at each step whether it fails, by throwing.
    package typealias Fault = @Sendable (Step) throws -> Void

    /// A message that was redriven.
    package struct Sent: Hashable, Sendable {
        package var id: String
        package var key: String
        package var task: String
        package var destination: DeadLetter.Destination
        /// As it was when it was dead.
        package var original: DeadLetter
        /// What was sent.
        package var body: [UInt8]
        package var attributes: [String: String]
        package var at: Timestamp
    }

    package let traits: DeadLetterBrokerTraits
    let state: Mutex<State>
    let now: @Sendable () -> Timestamp
    let fault: Fault
    /// Who redrives, for the history of messages that die again.
    let actor: String
    let remembersKeys: Bool
    /// The call that has the last turn.
    let turn = Mutex<Task<[SendResult], any Error>?>(nil)

    /// - Parameters:
    ///   - queues: names of the dead-letter queues; they are empty at first.
    ///   - destinations: where messages can be sent.
    ///   - remembersKeys: knows what it has sent by its key; nil: if it is transactional.
    package init(
        queues: [String],
        destinations: [DeadLetter.Destination],
        traits: DeadLetterBrokerTraits = DeadLetterBrokerTraits(isTransactional: true, batch: 1_000),
        remembersKeys: Bool? = nil,
        actor: String = "operator",
        now: @escaping @Sendable () -> Timestamp = { .now() },
        fault: @escaping Fault = { _ in }
    ) {
        state = Mutex(
            State(
                queues: Dictionary(queues.map { ($0, Shelf()) }, uniquingKeysWith: { first, _ in first }),
                destinations: Set(destinations)
            )
        )
        self.traits = traits
        self.remembersKeys = remembersKeys ?? traits.isTransactional
        self.actor = actor
        self.now = now
        self.fault = fault
    }

    package func queues() async throws -> [DeadLetterQueue] {
        try fault(.queues)
        return state.withLock { state in
            state.queues.sorted { $0.key < $1.key }.map { name, shelf in
                let letters = shelf.letters.values
                let sources = Set(letters.prefix(1_000).map(\.source.description)).sorted().joined(separator: ",")
                return DeadLetterQueue(
                    name: name,
                    source: sources,
                    depth: letters.count,
                    oldest: shelf.order.first?.at,
                    expires: letters.lazy.compactMap(\.expires).min()
                )
            }
        }
    }

    package func peek(_ request: DeadLetterRequest) async throws -> [DeadLetter] {
        try fault(.peek)
        let instant = now()
        return try state.withLock { state in
            try state.shelf(request.queue).page(request).map { state.seen($0, instant) }
        }
    }

    package func outlines(_ request: DeadLetterRequest) async throws -> [DeadLetterOutline] {
        try fault(.outlines)
        let instant = now()
        return try state.withLock { state in
            try state.shelf(request.queue).page(request).map { DeadLetterOutline(state.seen($0, instant)) }
        }
    }

    /// It cannot tell without reading them all.
    package func groups(_ queue: String) async throws -> [DeadLetterGroup]? {
        try fault(.groups)
        _ = try state.withLock { try $0.shelf(queue) }
        return nil
    }

    package func letters(_ ids: [String], in queue: String) async throws -> [DeadLetter] {
        try fault(.letters)
        let instant = now()
        return try state.withLock { state in
            let shelf = try state.shelf(queue)
            return ids.compactMap { shelf.letters[$0] }.map { state.seen($0, instant) }
        }
    }

    package func check(_ destination: DeadLetter.Destination) async throws -> [String] {
        try fault(.check)
        guard state.withLock({ $0.destinations.contains(destination) }) else { throw Self.missing(destination) }
        return []
    }

    package func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String] {
        try fault(.claim)
        let instant = now()
        let claimed = try state.withLock { state in
            let shelf = try state.shelf(queue)
            let free = ids.filter { shelf.letters[$0] != nil && (state.owner($0, queue, instant) ?? task) == task }
            for id in free { state.locks[queue, default: [:]][id] = Lock(task: task, until: until) }
            return free
        }
        try fault(.claimed)
        return claimed
    }

    package func prolong(_ task: String, in queue: String, until: Timestamp) async throws {
        try fault(.prolong)
        let instant = now()
        state.withLock { state in
            state.locks[queue] = state.locks[queue]?
                .mapValues { $0.task == task && $0.until > instant ? Lock(task: task, until: until) : $0 }
        }
    }

    package func release(_ task: String, in queue: String) async throws {
        try fault(.release)
        state.withLock { $0.locks[queue] = $0.locks[queue]?.filter { $0.value.task != task } }
    }

    static func missing(_ destination: DeadLetter.Destination) -> DeadLetterError {
        DeadLetterError(
            .noSuchDestination,
            "there is no \(destination.kind.rawValue) named '\(destination.name)' to send to"
        )
    }
}
