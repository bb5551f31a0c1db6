import EventModel
import GRDB
import StatesLanguage

/// An execution in the journal.
struct ExecutionRecord: Sendable {
    let machine: String
    let service: String
    let version: String
    let correlationID: String
    /// What started it.
    let cause: String
    var execution: Execution

    var id: String { execution.identity.id }

    /// The hop of a state, by where it was entered: `EXECUTION/EVENT`.
    func hop(_ place: HistoryEvent.Place) -> String {
        place.child.map { "\(id)/\($0)/\(place.event)" } ?? "\(id)/\(place.event)"
    }

    /// - Throws: ``JournalError`` `corrupt`.
    static func load(_ id: String, in db: Database) throws -> ExecutionRecord? {
        let rows = try db.rows(
            """
            SELECT e.machine, m.service, e.version, e.correlation_id, e.cause, e.snapshot
            FROM executions e JOIN machines m ON m.version = e.version WHERE e.id = ?
            """,
            [id]
        )
        guard let row = rows.first else { return nil }
        do {
            let execution = try Execution(snapshot: try JSON(parsing: try Payload.text(row, 5)))
            return ExecutionRecord(
                machine: row[0],
                service: row[1],
                version: row[2],
                correlationID: row[3],
                cause: row[4],
                execution: execution
            )
        } catch {
            throw JournalError(.corrupt, "the execution \(id) can not be read: \(error)")
        }
    }

    func insert(in db: Database) throws {
        try db.run(
            "INSERT INTO executions VALUES(?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, 0, '')",
            [
                id, machine, version, execution.identity.name, execution.status.rawValue, correlationID, cause,
                execution.startedAt,
            ]
        )
    }

    func save(in db: Database) throws {
        try db.run(
            "UPDATE executions SET status = ?, ended = ?, state = ?, error = ?, redrives = ?, snapshot = ? WHERE id = ?",
            [
                execution.status.rawValue, execution.endedAt, execution.place, execution.failure?.error,
                execution.redriveCount, try Payload.column(execution.snapshot.description), id,
            ]
        )
    }
}
