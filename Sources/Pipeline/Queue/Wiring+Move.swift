import EventModel
import GRDB

extension Wiring {
    /// At most so many messages move in one turn, so that it stays short.
    private static let moveLimit = 200
    /// After so long a task has failed.
    private static let moveTime = Duration.seconds(36 * 3_600)
    private static let actor = "message-move-task"

    /// Takes every move task that is under way one step further.
    func moveMessages(in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn) throws {
        let open = try db.rows(
            "SELECT \(MoveTask.columns), due FROM move_tasks WHERE ended IS NULL ORDER BY number"
        )
        for row in open {
            let (id, due): (String, Timestamp) = (row[0], row[9])
            let task = MoveTask(row)
            if task.status == .cancelling {
                try end(id, .cancelled, in: db, at: now)
            } else if now >= task.started + Wiring.moveTime {
                try end(id, .failed, "it has run for 36 hours", in: db, at: now)
            } else if due > now {
                turn.look(at: due)
            } else {
                try move(id, task, in: db, at: now, &turn)
            }
        }
    }

    private func move(_ id: String, _ task: MoveTask, in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn)
        throws
    {
        guard let queue = queues[task.source], queue.isDeadLetterQueue else {
            return try end(id, .failed, QueueErrorCode.nonExistentQueue.rawValue, in: db, at: now)
        }
        // A tenth of a second's worth at a time.
        let limit = task.rate.map { max(1, min($0 / 10, Wiring.moveLimit)) } ?? Wiring.moveLimit
        let name = "move:\(id)"
        let number = try BundledDeadLetterBroker.task(name, actor: Wiring.actor, in: db)
        // Oldest first. What somebody has received or claimed stays.
        let rows = try db.rows(
            """
            SELECT m.seq, m.id, m.source_kind, m.source_name FROM messages m INDEXED BY messages_dead
            WHERE m.queue = ?1 AND m.died IS NOT NULL AND m.died <= ?2 AND m.expires_at > ?3 AND m.visible_at <= ?3
                AND NOT EXISTS(SELECT 1 FROM claims c JOIN leases l ON l.task = c.task AND l.queue = ?1
                    WHERE c.seq = m.seq AND l.until > ?3)
            ORDER BY m.died, m.id LIMIT ?4
            """,
            [task.source, task.started, now, limit]
        )
        var orders: [RedriveOrder] = []
        for row in rows {
            let source: String? = row[3]
            if task.destination == nil, row[2] != DeadLetter.Destination.Kind.queue.rawValue || source == task.source {
                // What was sent there by somebody, or came from a rule or a function.
                try end(id, .failed, "CouldNotDetermineMessageSource", in: db, at: now)
                break
            }
            try db.run("INSERT OR REPLACE INTO claims VALUES(?, ?)", [row[0] as Int, number])
            orders.append(
                RedriveOrder(
                    id: row[1],
                    destination: .init(.queue, task.destination ?? source ?? task.source),
                    task: name,
                    key: ids()
                )
            )
        }
        let moved = try send(orders, of: name, number, from: queue, in: db, at: now, &turn.lines)
        try db.run("UPDATE move_tasks SET moved = moved + ? WHERE id = ?", [moved, id])
        if moved < orders.count {
            try end(id, .failed, QueueErrorCode.nonExistentQueue.rawValue, in: db, at: now)
        } else if rows.count < limit {
            try end(id, .completed, in: db, at: now)
        } else if let rate = task.rate {
            let due = now + .nanoseconds(Int64(moved) * 1_000_000_000 / Int64(rate))
            try db.run("UPDATE move_tasks SET due = ? WHERE id = ?", [due, id])
            turn.look(at: due)
        } else {
            turn.more = true
        }
    }

    /// Sends messages on under a lease that lasts as long as this; answers how many went, the first of them.
    private func send(
        _ orders: [RedriveOrder],
        of task: String,
        _ number: Int,
        from queue: Queue,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> Int {
        if orders.isEmpty { return 0 }
        // One whose queue is gone keeps those behind it.
        let there = orders.prefix { queues[$0.destination?.name ?? ""] != nil }
        try db.run("INSERT OR REPLACE INTO leases VALUES(?, ?, ?)", [number, queue.name, now + .seconds(60)])
        var sending = try Sending(task: task, queue: queue.name, actor: Wiring.actor, ids: ids, in: db, at: now)
        let results = try sending.send(there)
        for redrive in sending.redrives { lines.add(redrive, from: queue.name, actor: Wiring.actor, at: now) }
        try sending.alike?.tell(&lines, from: queue.name, actor: Wiring.actor, in: db, at: now)
        try db.run("DELETE FROM claims WHERE task = ?", [number])
        try db.run("DELETE FROM leases WHERE task = ?", [number])
        return results.count { if case .moved = $0 { true } else { false } }
    }

    private func end(
        _ id: String,
        _ status: MoveTask.Status,
        _ failure: String? = nil,
        in db: Database,
        at now: Timestamp
    ) throws {
        try db.run(
            "UPDATE move_tasks SET status = ?, failure = ?, ended = ? WHERE id = ? AND ended IS NULL",
            [status.rawValue, failure, now, id]
        )
    }
}
