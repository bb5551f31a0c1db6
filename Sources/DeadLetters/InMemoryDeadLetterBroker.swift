package import EventModel
import Synchronization

/// Dead-letter queues in memory, with the rules of any broker: the twin of the durable ones, for tests and for dead
/// letters that were read from a file.
///
/// A message that died is in order by when it died, then by its id.
package final class InMemoryDeadLetterBroker: DeadLetterBroker {
    /// What a caller can be made to fail at.
    package enum Step: Hashable, Sendable {
        case queues, peek, check, claim, release, redrive, delete
        /// Before this message is sent: it is not.
        case send(String)
        /// After this message was sent, before that is confirmed: it stays, and it is uncertain whether it went.
        case confirm(String)
    }

    /// Decides at each step whether it fails, by throwing.
    package typealias Fault = @Sendable (Step) throws -> Void

    /// A message that was redriven.
    package struct Sent: Hashable, Sendable {
        package var id: String
        package var key: String
        package var task: String
        package var destination: DeadLetter.Destination
        package var original: DeadLetter
    }

    fileprivate struct Lock {
        var task: String
        var until: Timestamp
    }

    fileprivate struct State {
        var queues: [String: [DeadLetter]]
        var destinations: Set<DeadLetter.Destination>
        var locks: [String: [String: Lock]] = [:]
        var sent: [Sent] = []
        var nextID = 0
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp
    private let fault: Fault

    /// - Parameters:
    ///   - queues: names of the dead-letter queues; they are empty at first.
    ///   - destinations: where messages can be sent.
    package init(
        queues: [String],
        destinations: [DeadLetter.Destination],
        now: @escaping @Sendable () -> Timestamp = { .now() },
        fault: @escaping Fault = { _ in }
    ) {
        state = Mutex(
            State(
                queues: Dictionary(queues.map { ($0, []) }, uniquingKeysWith: { first, _ in first }),
                destinations: Set(destinations)
            )
        )
        self.now = now
        self.fault = fault
    }

    /// Everything that was redriven, in order.
    package var sent: [Sent] { state.withLock { $0.sent } }

    /// Puts dead letters into the queues that they name; those of a queue that does not exist are left out.
    package func add(_ letters: [DeadLetter]) {
        state.withLock { state in
            for (name, new) in Dictionary(grouping: letters, by: \.queue) {
                guard let old = state.queues[name] else { continue }
                state.queues[name] = (old + new).sorted { ($0.died, $0.id) < ($1.died, $1.id) }
            }
        }
    }

    package func queues() async throws -> [DeadLetterQueue] {
        try fault(.queues)
        return state.withLock { state in
            state.queues.sorted { $0.key < $1.key }.map { name, letters in
                let sources = Set(letters.prefix(1_000).map(\.source.description)).sorted().joined(separator: ",")
                return DeadLetterQueue(
                    name: name,
                    source: sources,
                    depth: letters.count,
                    oldest: letters.first?.died,
                    expires: letters.compactMap(\.expires).min()
                )
            }
        }
    }

    package func peek(_ queue: String, after: DeadLetter?, limit: Int) async throws -> [DeadLetter] {
        try fault(.peek)
        let instant = now()
        return try state.withLock { state in
            let letters = try state.letters(queue)
            var low = 0, high = letters.count
            if let after {
                while low < high {
                    let middle = (low + high) / 2
                    if (letters[middle].died, letters[middle].id) > (after.died, after.id) {
                        high = middle
                    } else {
                        low = middle + 1
                    }
                }
            }
            return letters[low..<min(letters.count, low + max(0, limit))].map { letter in
                var letter = letter
                letter.lockedBy = state.owner(letter.id, queue, instant)
                return letter
            }
        }
    }

    package func check(_ destination: DeadLetter.Destination) async throws {
        try fault(.check)
        guard state.withLock({ $0.destinations.contains(destination) }) else { throw Self.missing(destination) }
    }

    package func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String] {
        try fault(.claim)
        let instant = now()
        return try state.withLock { state in
            let present = Set(try state.letters(queue).lazy.map(\.id).filter(Set(ids).contains))
            let free = ids.filter { present.contains($0) && (state.owner($0, queue, instant) ?? task) == task }
            for id in free { state.locks[queue, default: [:]][id] = Lock(task: task, until: until) }
            return free
        }
    }

    package func release(_ task: String, in queue: String) async throws {
        try fault(.release)
        state.withLock { $0.locks[queue] = $0.locks[queue]?.filter { $0.value.task != task } }
    }

    package func redrive(_ orders: [RedriveOrder], from queue: String) async throws -> [RedriveResult] {
        try fault(.redrive)
        _ = try state.withLock { try $0.letters(queue) }
        return orders.map { redrive($0, from: queue) }
    }

    package func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String] {
        try fault(.delete)
        let instant = now()
        return try state.withLock { state in
            let wanted = Set(ids)
            let gone = Set(
                try state.letters(queue).map(\.id).filter {
                    wanted.contains($0) && (state.owner($0, queue, instant) ?? task) == task
                }
            )
            state.queues[queue]?.removeAll { gone.contains($0.id) }
            for id in gone { state.locks[queue]?[id] = nil }
            return ids.filter(gone.contains)
        }
    }

    private func redrive(_ order: RedriveOrder, from queue: String) -> RedriveResult {
        do { try fault(.send(order.id)) } catch { return .failed("\(error)") }
        let instant = now()
        let isConfirmed: Bool
        do {
            try fault(.confirm(order.id))
            isConfirmed = true
        } catch { isConfirmed = false }
        return state.withLock { state in
            guard let place = state.queues[queue]?.firstIndex(where: { $0.id == order.id }),
                let letter = state.queues[queue]?[place]
            else { return .skipped("\(order.id) is no longer in \(queue)") }
            guard state.owner(order.id, queue, instant) == order.task else {
                return .skipped("the lock on \(order.id) was lost")
            }
            let destination = order.destination ?? letter.source
            guard state.destinations.contains(destination) else { return .failed(Self.missing(destination).message) }
            state.nextID += 1
            let id = "redriven-\(state.nextID)"
            state.sent.append(
                Sent(id: id, key: order.key, task: order.task, destination: destination, original: letter)
            )
            guard isConfirmed else { return .uncertain("\(order.id) may have been sent: the answer was lost") }
            state.queues[queue]?.remove(at: place)
            state.locks[queue]?[order.id] = nil
            return .sent(id)
        }
    }

    private static func missing(_ destination: DeadLetter.Destination) -> DeadLetterError {
        DeadLetterError(
            .noSuchDestination,
            "there is no \(destination.kind.rawValue) named '\(destination.name)' to send to"
        )
    }
}

extension InMemoryDeadLetterBroker.State {
    fileprivate func letters(_ queue: String) throws -> [DeadLetter] {
        guard let letters = queues[queue] else {
            throw DeadLetterError(.noSuchQueue, "no dead-letter queue is named '\(queue)'")
        }
        return letters
    }

    /// The task that holds a lock which has not ended.
    fileprivate func owner(_ id: String, _ queue: String, _ instant: Timestamp) -> String? {
        guard let lock = locks[queue]?[id], lock.until > instant else { return nil }
        return lock.task
    }
}
