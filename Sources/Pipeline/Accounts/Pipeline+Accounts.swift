import EventModel
import GRDB

extension Pipeline {
    /// The accounts at this instant, after messages whose retention has passed are removed.
    package func accounts() async throws -> PipelineAccounts {
        let now = clock.now()
        return try await journal.write { [wiring] db in
            try Queue.expire(in: db, at: now)
            for stream in wiring.streams.values { try stream.trim(in: db, at: now) }
            return try Pipeline.accounts(wiring, in: db, at: now)
        }
    }

    /// What every queue holds now, by name.
    package func queueAttributes() async throws -> [QueueAttributes] {
        let now = clock.now()
        return try await journal.read { [wiring] db in try Pipeline.attributes(wiring, in: db, at: now) }
    }

    private static func attributes(_ wiring: Wiring, in db: Database, at now: Timestamp) throws -> [QueueAttributes] {
        try wiring.queues.values.sorted { $0.name < $1.name }.map { try $0.attributes(in: db, at: now) }
    }

    private static func accounts(_ wiring: Wiring, in db: Database, at now: Timestamp) throws -> PipelineAccounts {
        var accounts = PipelineAccounts()
        let rows = try db.rows(
            """
            WITH dead(id) AS (
                SELECT correlation_id FROM messages WHERE died IS NOT NULL AND correlation_id IS NOT NULL
                UNION SELECT correlation_id FROM lost WHERE correlation_id IS NOT NULL
                UNION \(PipelineAccounts.failed)),
            outstanding(id) AS (\(PipelineAccounts.outstanding))
            SELECT flow, count(*), count(dead.id), count(outstanding.id) FILTER (WHERE dead.id IS NULL)
            FROM flows LEFT JOIN dead ON dead.id = correlation_id LEFT JOIN outstanding ON outstanding.id = correlation_id
            GROUP BY flow ORDER BY flow
            """
        )
        for row in rows {
            let (started, dead, inFlight): (Int, Int, Int) = (row[1], row[2], row[3])
            accounts.flows.append(
                .init(
                    name: row[0],
                    started: started,
                    completed: started - dead - inFlight,
                    dead: dead,
                    inFlight: inFlight
                )
            )
        }
        var counters: [String: Int] = [:]
        for row in try db.rows("SELECT name, value FROM counters") { counters[row[0]] = row[1] }
        for (counter, count) in counters {
            guard let flow = ForgottenFlows.flow(counter) else { continue }
            accounts.addForgotten(count, flow.name, isDead: flow.isDead)
        }
        func counter(_ name: String) -> Int { counters[name] ?? 0 }
        accounts.events = .init(
            published: counter("published"),
            matched: counter("matched"),
            unmatched: counter("unmatched"),
            rejected: counter("rejected")
        )
        accounts.deliveries = .init(
            attempted: counter("deliveries.attempted"),
            succeeded: counter("deliveries.succeeded"),
            retried: counter("deliveries.retried"),
            dead: counter("deliveries.dead")
        )
        accounts.topics = .init(
            published: counter("topics.published"),
            fannedOut: counter("topics.fannedOut"),
            filteredOut: counter("topics.filteredOut")
        )
        accounts.streams = .init(
            put: counter("streams.put"),
            trimmed: counter("streams.trimmed"),
            unread: counter("streams.unread"),
            discarded: counter("streams.discarded")
        )
        accounts.objects = .init(
            put: counter("objects.put"),
            deleted: counter("objects.deleted"),
            replicated: counter("replications.completed"),
            replicationsPending: try db.integer("SELECT count(*) FROM replications") ?? 0,
            replicationsFailed: counter("replications.failed"),
            moved: counter("lifecycle.moved"),
            expired: counter("lifecycle.expired"),
            removed: counter("lifecycle.removed")
        )
        accounts.queues = try attributes(wiring, in: db, at: now)
        return accounts
    }
}

extension PipelineAccounts {
    /// The correlation ids of what is on its way.
    static let outstanding = """
        SELECT correlation_id FROM deliveries UNION SELECT correlation_id FROM invocations
        UNION SELECT correlation_id FROM inbox UNION SELECT correlation_id FROM replications
        UNION SELECT correlation_id FROM executions WHERE status = 'RUNNING'
        UNION SELECT r.correlation_id FROM lanes l CROSS JOIN records r
            ON r.stream = l.stream AND r.shard = l.shard AND r.seq > l.checkpoint
            WHERE r.correlation_id IS NOT NULL AND r.hash % l.factor = l.lane
        UNION SELECT correlation_id FROM messages WHERE died IS NULL AND correlation_id IS NOT NULL
        """

    /// The flows with an execution that failed: as with a dead letter, somebody can drive it again.
    static let failed = "SELECT correlation_id FROM executions WHERE status IN ('FAILED', 'TIMED_OUT', 'ABORTED')"

    /// Counts flows whose ids are not kept any more.
    fileprivate mutating func addForgotten(_ count: Int, _ name: String, isDead: Bool) {
        forgotten += count
        let place = flows.firstIndex { $0.name == name } ?? flows.endIndex
        if place == flows.endIndex { flows.append(Flow(name: name, started: 0, completed: 0, dead: 0, inFlight: 0)) }
        flows[place].started += count
        if isDead { flows[place].dead += count } else { flows[place].completed += count }
        flows.sort { $0.name < $1.name }
    }
}
