package import EventModel
import Synchronization

extension InMemoryDeadLetterBroker {
    package func fates(_ sent: [SentLetter]) async throws -> [Fate] {
        try fault(.fates)
        return state.withLock { state in sent.map { state.fates[$0.newID] ?? .running } }
    }

    package func buried(_ task: String, after: Int?, limit: Int) async throws -> [BuriedLetter] {
        try fault(.buried)
        return state.withLock { state in
            Array(state.graveyard.dropFirst(after ?? 0).lazy.filter { $0.task == task }.prefix(max(0, limit)))
        }
    }

    package func restore(_ numbers: [Int], of task: String) async throws -> [RestoreResult] {
        try fault(.restore)
        let results = state.withLock { state in numbers.map { restore($0, of: task, &state) } }
        try fault(.restored)
        return results
    }

    private func restore(_ number: Int, of task: String, _ state: inout State) -> RestoreResult {
        guard state.graveyard.indices.contains(number - 1), state.graveyard[number - 1].task == task else {
            return .gone
        }
        let buried = state.graveyard[number - 1]
        let letter = buried.letter
        guard !buried.isRestored, state.queues[letter.queue]?.letters[letter.id] == nil else { return .present }
        guard state.queues[letter.queue] != nil else { return .gone }
        if let sent = buried.sent {
            if let fate = state.fates[sent.newID], fate != .unknown { return .consumed }
            // Taken back, and its key forgotten: it can be redriven again.
            state.sent.removeAll { $0.id == sent.newID }
        }
        state.graveyard[number - 1].isRestored = true
        state.graves[task]?[letter.id] = nil
        _ = state.queues[letter.queue]?.add([letter])
        return .restored
    }

    package func add(_ letters: [DeadLetter], to queue: String) async throws -> [String] {
        try fault(.add)
        return try state.withLock { state in
            _ = try state.shelf(queue)
            return state.queues[queue]?.add(
                letters.map {
                    var letter = $0
                    letter.queue = queue
                    letter.lockedBy = nil
                    return letter
                }
            ) ?? []
        }
    }
}
