package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func groups(_ queue: String) async throws -> [DeadLetterGroup]? {
        let now = now()
        return try await journal.read { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            return try CauseCount(queue, in: db, at: now).groups()
        }
    }
}
