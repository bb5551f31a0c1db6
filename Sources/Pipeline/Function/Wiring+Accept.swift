import EventModel
import GRDB

extension Wiring {
    /// Accepts an asynchronous invocation, due at once; answers its request id, which all its attempts share.
    @discardableResult
    static func insertInvocation(
        of function: String,
        id: String,
        payload: String,
        eventType: String,
        correlationID: String,
        cause: String,
        generation: Int,
        redrive: RedriveOrigin? = nil,
        in db: Database,
        at now: Timestamp
    ) throws -> String {
        try db.run(
            "INSERT INTO invocations VALUES(?, ?, ?, ?, ?, ?, 0, ?, ?, ?, NULL, ?, ?)",
            [
                id, function, try Payload.column(payload), correlationID, eventType, cause, now, now, generation,
                redrive?.grave,
                redrive?.id,
            ]
        )
        return id
    }
}
