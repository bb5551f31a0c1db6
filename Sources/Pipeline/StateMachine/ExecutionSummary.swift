package import EventModel
import GRDB

/// What an execution is doing, or did.
package struct ExecutionSummary: Sendable, Hashable {
    package var id: String
    package var machine: String
    package var name: String
    /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    package var status: String
    package var correlationID: String
    package var started: Timestamp
    package var ended: Timestamp?
    /// The state that it is in; of branches, the last.
    package var state: String?
    package var error: String?
    package var redrives: Int
}

extension ExecutionSummary {
    static let columns = "id, machine, name, status, correlation_id, started, ended, state, error, redrives"

    /// The latest of a machine.
    static func latest(of machine: String, _ limit: Int, status: String? = nil, in db: Database) throws
        -> [ExecutionSummary]
    {
        try db.rows(
            """
            SELECT \(columns) FROM executions WHERE machine = ?1 AND (?2 IS NULL OR status = ?2) ORDER BY started DESC LIMIT ?3
            """,
            [machine, status, limit]
        ).map(ExecutionSummary.init)
    }

    static func load(_ id: String, in db: Database) throws -> ExecutionSummary? {
        try db.rows("SELECT \(columns) FROM executions WHERE id = ?", [id]).first.map(ExecutionSummary.init)
    }

    init(_ row: Row) {
        self.init(
            id: row[0],
            machine: row[1],
            name: row[2],
            status: row[3],
            correlationID: row[4],
            started: row[5],
            ended: row[6],
            state: row[7],
            error: row[8],
            redrives: row[9]
        )
    }
}
