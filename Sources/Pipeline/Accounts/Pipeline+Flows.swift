import EventModel
import GRDB

extension Pipeline {
    /// Flows that are removed in one transaction, so that it stays short.
    private static let forgetLimit = 1_000

    /// A flow that can be forgotten.
    private struct Finished: Sendable {
        var id: String
        var flow: String
        /// Something of it was lost: it ended, but was not completed.
        var isDead: Bool
    }

    /// Keeps the ids of so many flows only as ``PipelineSettings/flowLimit`` says: beyond it the oldest that are finished go, and are counted
    /// instead, so that the accounts stay what they were. What is outstanding, has a dead letter, or has lost something that `undo` can
    /// still bring back stays, however many there are. Answers how many were forgotten.
    ///
    /// A flow whose id is forgotten and that begins anew, by an event with the same correlation id, is counted as another one.
    @discardableResult
    func forgetFlows(at now: Timestamp) async throws -> Int {
        let watch = wiring.watch
        guard watch.begin(now) else { return 0 }
        defer { watch.end() }
        try await forgetExecutions(at: now)
        let limit = settings.flowLimit
        let finished = try await journal.read { db in try Self.finished(beyond: limit, in: db, at: now) }
        var forgotten = 0
        var rest = finished[...]
        while !rest.isEmpty {
            let some = rest.prefix(Self.forgetLimit)
            rest = rest.dropFirst(Self.forgetLimit)
            forgotten += try await journal.write { db in
                // Other processes put what they publish there.
                let waiting = Set(try db.rows("SELECT correlation_id FROM inbox").map { $0[0] as String })
                var counts: [String: Int] = [:]
                for flow in some where !watch.mayHaveBegun(flow.id) && !waiting.contains(flow.id) {
                    try db.run("DELETE FROM flows WHERE correlation_id = ?", [flow.id])
                    if flow.isDead { try db.run("DELETE FROM lost WHERE correlation_id = ?", [flow.id]) }
                    counts[ForgottenFlows.counter(flow.flow, isDead: flow.isDead), default: 0] += 1
                }
                for (name, count) in counts { try db.count(name, by: count) }
                return counts.values.reduce(0, +)
            }
        }
        reportForgotten(forgotten, at: now)
        return forgotten
    }

    private static func finished(beyond limit: Int, in db: Database, at now: Timestamp) throws -> [Finished] {
        let count = try db.integer("SELECT count(*) FROM flows") ?? 0
        guard count > limit else { return [] }
        return try db.rows(
            """
            WITH outstanding(id) AS (\(PipelineAccounts.outstanding)
                UNION SELECT correlation_id FROM messages WHERE died IS NOT NULL AND correlation_id IS NOT NULL
                UNION \(PipelineAccounts.failed)
                UNION SELECT correlation_id FROM lost WHERE correlation_id IS NOT NULL AND at > ?1)
            SELECT correlation_id, flow, EXISTS(SELECT 1 FROM lost l WHERE l.correlation_id = f.correlation_id)
            FROM flows f WHERE correlation_id NOT IN (SELECT id FROM outstanding) ORDER BY started LIMIT ?2
            """,
            [now - Graveyard.timeToLive, count - limit]
        ).map { Finished(id: $0[0], flow: $0[1], isDead: $0[2]) }
    }

    private func reportForgotten(_ count: Int, at now: Timestamp) {
        guard count > 0 else { return }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            .info,
            service: "pipeline",
            eventType: "FlowsForgotten",
            correlationID: nil,
            "the oldest finished flows are counted only from now on"
        )
        lines.add(head) { $0.add("count", count) }
        telemetry.write(lines)
    }
}

/// The counters that flows are added to when their ids are forgotten.
enum ForgottenFlows {
    private static let completed = "forgotten.completed/"
    private static let dead = "forgotten.dead/"

    static func counter(_ flow: String, isDead: Bool) -> String { (isDead ? dead : completed) + flow }

    /// The flow's name and whether it is dead; nil for another counter.
    static func flow(_ counter: String) -> (name: String, isDead: Bool)? {
        if counter.hasPrefix(completed) { return (String(counter.dropFirst(completed.count)), false) }
        if counter.hasPrefix(dead) { return (String(counter.dropFirst(dead.count)), true) }
        return nil
    }
}
