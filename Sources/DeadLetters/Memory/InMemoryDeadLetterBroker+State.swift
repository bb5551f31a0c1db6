import EventModel

extension InMemoryDeadLetterBroker {
    struct Lock {
        var task: String
        var until: Timestamp
    }

    /// One queue: its letters by id, and in the order they died.
    struct Shelf {
        private(set) var letters: [String: DeadLetter] = [:]
        private(set) var order: [DeadLetterCursor] = []

        /// Adds letters whose ids are not there; answers those ids.
        mutating func add(_ new: [DeadLetter]) -> [String] {
            var added: [String] = []
            let wasSorted = order.last
            for letter in new where letters[letter.id] == nil {
                letters[letter.id] = letter
                added.append(letter.id)
                order.append(DeadLetterCursor(at: letter.died, id: letter.id))
            }
            let tail = order.suffix(added.count)
            let isSorted = zip(tail, tail.dropFirst()).allSatisfy(<) && wasSorted.map { $0 < tail.first ?? $0 } ?? true
            if !isSorted { order.sort() }
            return added
        }

        mutating func remove(_ ids: some Sequence<String>) {
            for id in ids { letters[id] = nil }
            order.removeAll { letters[$0.id] == nil }
        }

        func page(_ request: DeadLetterRequest) -> [DeadLetter] {
            guard request.limit > 0 else { return [] }
            var order = order
            if request.order == .expires {
                order = letters.values.map { DeadLetterCursor(at: $0.expires ?? .init(nanoseconds: .max), id: $0.id) }
                    .sorted()
            }
            var low = 0, high = order.count
            if let after = request.after {
                while low < high {
                    let middle = (low + high) / 2
                    if order[middle] > after { high = middle } else { low = middle + 1 }
                }
            }
            var page: [DeadLetter] = []
            for cursor in order[low...] {
                guard page.count < request.limit else { break }
                guard let letter = letters[cursor.id] else { continue }
                if let group = request.group, Fingerprint(letter).id != group { continue }
                page.append(letter)
            }
            return page
        }
    }

    struct State {
        var queues: [String: Shelf]
        var destinations: Set<DeadLetter.Destination>
        var locks: [String: [String: Lock]] = [:]
        var sent: [Sent] = []
        var graveyard: [BuriedLetter] = []
        /// Places in the graveyard by task and letter, of those that were not brought back.
        var graves: [String: [String: Int]] = [:]
        var fates: [String: Fate] = [:]
        var nextID = 0

        func shelf(_ queue: String) throws -> Shelf {
            guard let shelf = queues[queue] else {
                throw DeadLetterError(.noSuchQueue, "no dead-letter queue is named '\(queue)'")
            }
            return shelf
        }

        /// The task that holds a lock which has not ended.
        func owner(_ id: String, _ queue: String, _ instant: Timestamp) -> String? {
            guard let lock = locks[queue]?[id], lock.until > instant else { return nil }
            return lock.task
        }

        /// A letter as it is shown now.
        func seen(_ letter: DeadLetter, _ instant: Timestamp) -> DeadLetter {
            var letter = letter
            letter.lockedBy = owner(letter.id, letter.queue, instant)
            return letter
        }

        /// Buries a letter once for a task; what is sent of it later is written to its grave.
        mutating func bury(
            _ letter: DeadLetter,
            task: String,
            act: BuriedLetter.Act,
            at: Timestamp,
            sent: SentLetter? = nil
        ) {
            if let place = graves[task]?[letter.id] {
                if let sent { graveyard[place].sent = sent }
                return
            }
            graves[task, default: [:]][letter.id] = graveyard.count
            graveyard.append(
                BuriedLetter(
                    number: graveyard.count + 1,
                    letter: letter,
                    task: task,
                    act: act,
                    buried: at,
                    sent: sent
                )
            )
        }
    }
}
