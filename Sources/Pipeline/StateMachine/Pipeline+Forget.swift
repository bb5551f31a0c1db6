import EventModel
import GRDB

extension Pipeline {
    /// How long an execution that has ended is kept; as long its name is taken
    /// (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
    static let executionRetention = Duration.seconds(90 * 86_400)
    /// Executions that are removed in one transaction, so that it stays short.
    private static let batch = 200

    /// Removes executions, with their histories, that ended longer ago than ``executionRetention``, and beyond
    /// ``PipelineSettings/executionLimit`` the oldest that have succeeded. What of theirs is counted stays counted; one whose event may still
    /// be delivered again stays, so that it is not started twice. Answers how many went.
    @discardableResult
    func forgetExecutions(at now: Timestamp) async throws -> Int {
        let limit = settings.executionLimit
        var forgotten = 0
        while true {
            let ids = try await journal.read { db in try Self.ended(beyond: limit, in: db, at: now) }
            if ids.isEmpty { break }
            try await journal.write { db in
                for id in ids {
                    // Somebody could drive a failed one again until now; its flow is dead for good.
                    try db.run(
                        """
                        INSERT INTO lost SELECT correlation_id, 'ExecutionExpired', id, ? FROM executions
                        WHERE id = ? AND status <> 'SUCCEEDED'
                        """,
                        [now, id]
                    )
                    try db.run("DELETE FROM executions WHERE id = ?", [id])
                    try db.run("DELETE FROM execution_events WHERE execution = ?", [id])
                }
                try db.count("executions.forgotten", by: ids.count)
            }
            forgotten += ids.count
        }
        guard forgotten > 0 else { return 0 }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            .info,
            service: "pipeline",
            eventType: "ExecutionsForgotten",
            correlationID: nil,
            "the oldest ended executions were removed"
        )
        lines.add(head) { $0.add("count", forgotten) }
        telemetry.write(lines)
        return forgotten
    }

    private static func ended(beyond limit: Int, in db: Database, at now: Timestamp) throws -> [String] {
        let isOver = "correlation_id NOT IN (SELECT correlation_id FROM deliveries)"
        let old = try db.rows(
            "SELECT id FROM executions WHERE ended < ? AND \(isOver) ORDER BY ended LIMIT ?",
            [now - executionRetention, batch]
        )
        if !old.isEmpty { return old.map { $0[0] } }
        let count = try db.integer("SELECT count(*) FROM executions WHERE status = 'SUCCEEDED'") ?? 0
        guard count > limit else { return [] }
        return try db.rows(
            "SELECT id FROM executions WHERE ended IS NOT NULL AND status = 'SUCCEEDED' AND \(isOver) ORDER BY ended LIMIT ?",
            [min(batch, count - limit)]
        ).map { $0[0] }
    }
}
