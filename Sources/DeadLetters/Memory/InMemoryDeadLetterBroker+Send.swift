package import EventModel
import Synchronization

extension InMemoryDeadLetterBroker {
    package func send(_ orders: [RedriveOrder], from queue: String) async throws -> [SendResult] {
        try fault(.send)
        let instant = now()
        // What tests let fail is decided before the lock: they may call back.
        let refusals = orders.map { order in
            do {
                try fault(.sendOne(order.id))
                return nil as String?
            } catch { return "\(error)" }
        }
        let isConfirmed = orders.map { order in
            do {
                if !traits.isTransactional { try fault(.confirm(order.id)) }
                return true
            } catch { return false }
        }
        let results = try state.withLock { state in
            _ = try state.shelf(queue)
            var moved: Set<String> = []
            var results: [SendResult] = []
            for (i, order) in orders.enumerated() {
                if let refusal = refusals[i] {
                    results.append(.failed(refusal))
                } else {
                    results.append(send(order, from: queue, at: instant, isConfirmed: isConfirmed[i], &state, &moved))
                }
            }
            state.queues[queue]?.remove(moved)
            for id in moved { state.locks[queue]?[id] = nil }
            return results
        }
        try fault(.hasSent)
        return results
    }

    package func begin(_ orders: [RedriveOrder], from queue: String) async -> Task<[SendResult], any Error> {
        turn.withLock { turn in
            let task = Task { [before = turn] in
                _ = await before?.result
                return try await send(orders, from: queue)
            }
            turn = task
            return task
        }
    }

    private func send(
        _ order: RedriveOrder,
        from queue: String,
        at instant: Timestamp,
        isConfirmed: Bool,
        _ state: inout State,
        _ moved: inout Set<String>
    ) -> SendResult {
        guard let letter = state.queues[queue]?.letters[order.id], !moved.contains(order.id) else {
            return .skipped("\(order.id) is no longer in \(queue)")
        }
        guard state.owner(order.id, queue, instant) == order.task else {
            return .skipped("the lock on \(order.id) was lost")
        }
        let destination = order.destination ?? letter.source
        guard state.destinations.contains(destination) else { return .failed(Self.missing(destination).message) }
        if let window = traits.dedupeWindow,
            let known = state.sent.last(where: { $0.key == order.key }), instant - known.at < window
        {
            return .sent(known.id)
        }
        state.nextID += 1
        let id = "redriven-\(state.nextID)"
        state.sent.append(
            Sent(
                id: id,
                key: order.key,
                task: order.task,
                destination: destination,
                original: letter,
                body: order.edit?.body ?? letter.body,
                attributes: order.edit?.attributes ?? letter.attributes,
                at: instant
            )
        )
        let sent = SentLetter(
            id: letter.id,
            newID: id,
            destination: destination,
            correlationID: letter.correlationID,
            generation: letter.generation + 1,
            at: instant
        )
        state.bury(letter, task: order.task, act: .redrive, at: instant, sent: sent)
        guard isConfirmed else { return .uncertain("\(order.id) may have been sent: the answer was lost") }
        guard traits.isTransactional else { return .sent(id) }
        moved.insert(letter.id)
        return .moved(id)
    }

    package func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String] {
        try fault(.delete)
        let instant = now()
        let gone = try state.withLock { state in
            let shelf = try state.shelf(queue)
            var gone: [String] = []
            var seen = Set<String>()
            for id in ids where seen.insert(id).inserted {
                guard let letter = shelf.letters[id], (state.owner(id, queue, instant) ?? task) == task else {
                    continue
                }
                state.bury(letter, task: task, act: .delete, at: instant)
                gone.append(id)
            }
            state.queues[queue]?.remove(gone)
            for id in gone { state.locks[queue]?[id] = nil }
            return gone
        }
        try fault(.deleted)
        return gone
    }

    package func sent(_ keys: [String]) async throws -> [String: String] {
        try fault(.sent)
        guard remembersKeys else { return [:] }
        let wanted = Set(keys)
        return state.withLock { state in
            var known: [String: String] = [:]
            for sent in state.sent where wanted.contains(sent.key) { known[sent.key] = sent.id }
            return known
        }
    }
}
