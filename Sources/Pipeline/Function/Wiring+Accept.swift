import EventModel
import GRDB

extension Wiring {
    /// Accepts an asynchronous invocation, due at once; answers its request id, which all its attempts share.
    @discardableResult
    func insertInvocation(
        of function: String,
        payload: String,
        eventType: String,
        correlationID: String,
        cause: String,
        generation: Int,
        in db: Database,
        at now: Timestamp
    ) throws -> String {
        let id = ids()
        try db.run(
            "INSERT INTO invocations VALUES(?, ?, ?, ?, ?, ?, 0, ?, ?, ?, NULL)",
            [id, function, payload, correlationID, eventType, cause, now, now, generation]
        )
        return id
    }
}
