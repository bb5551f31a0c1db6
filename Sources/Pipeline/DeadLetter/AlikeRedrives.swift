import EventModel
import GRDB

/// Messages that were sent on alike; who they are is in the graveyard.
struct AlikeRedrives: Sendable {
    var task: String
    var destination: DeadLetter.Destination
    var count: Int
    /// The number in the graveyard before the first.
    var grave: Int
    /// Whether no key, task or id of them has anything that JSON text escapes.
    var isPlain: Bool

    /// The redrives, in order, from a connection that sees them.
    func each(in db: Database, _ body: (Redrive) -> Void) throws {
        let sent = try db.cachedStatement(
            sql: """
                SELECT id, key, new_id, event_type, correlation_id, generation FROM graveyard
                WHERE number > ? AND number <= ? ORDER BY number
                """
        )
        let rows = try Row.fetchCursor(sent, arguments: [grave, grave + count])
        while let row = try rows.next() {
            body(
                Redrive(
                    id: row[0],
                    key: row[1],
                    task: task,
                    newID: row[2],
                    destination: destination,
                    hasDied: false,
                    eventType: row[3],
                    correlationID: row[4],
                    generation: (row[5] as Int) + 1
                )
            )
        }
    }
}
