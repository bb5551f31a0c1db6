import DeadLetters
import EventModel
import Pipeline

/// The dead-letter engine over the bundled pipeline's data directory, whether or not a pipeline runs on it.
struct DeadLetterDesk {
    let engine: DeadLetterEngine

    init(_ data: DataOption) throws {
        do {
            engine = DeadLetterEngine(broker: try BundledDeadLetterBroker(data: data.directory, actor: Operator.name))
        } catch let error as DeadLetterError {
            throw Failure.badInput(error.message)
        } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }
}

extension Timestamp? {
    /// RFC 3339 or null.
    var json: JSON { self.map { .string($0.rfc3339()) } ?? .null }
}
