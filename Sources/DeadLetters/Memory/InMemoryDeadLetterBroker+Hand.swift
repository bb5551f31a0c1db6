package import EventModel
import Synchronization

/// What tests do to it by hand.
extension InMemoryDeadLetterBroker {
    /// Everything that was redriven and not taken back, in order.
    package var sent: [Sent] { state.withLock { $0.sent } }

    /// Puts dead letters into the queues that they name; those of a queue that does not exist are left out.
    package func add(_ letters: [DeadLetter]) {
        state.withLock { state in
            for (name, new) in Dictionary(grouping: letters, by: \.queue) { _ = state.queues[name]?.add(new) }
        }
    }

    /// Somebody has received a message that was redriven, and it is still being handled: it can not be taken back.
    package func receive(_ newID: String) { state.withLock { $0.fates[newID] = .running } }

    /// A message that was redriven was handled with success.
    package func complete(_ newID: String) { state.withLock { $0.fates[newID] = .completed } }

    /// A message that was redriven is dead again, with its history; answers the new dead letter's id.
    @discardableResult
    package func dieAgain(_ newID: String, error: ErrorInfo? = nil) -> String? {
        let instant = now()
        return state.withLock { state in
            guard let sent = state.sent.last(where: { $0.id == newID }) else { return nil }
            var letter = sent.original
            letter.id = "again-\(newID)"
            letter.history.append(
                DeadLetter.Life(
                    generation: letter.generation,
                    died: letter.died,
                    reason: letter.reason,
                    error: letter.error,
                    attempts: letter.attempts,
                    task: sent.task,
                    actor: actor,
                    redriven: sent.at
                )
            )
            letter.generation += 1
            letter.died = max(instant, letter.died)
            letter.body = sent.body
            letter.attributes = sent.attributes
            if let error { letter.error = error }
            state.fates[newID] = .diedAgain(letter.id)
            _ = state.queues[letter.queue]?.add([letter])
            return letter.id
        }
    }
}
