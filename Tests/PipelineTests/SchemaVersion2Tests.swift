import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct SchemaVersion2Tests {
    /// The tables as the second version made them.
    private static let secondVersion = """
        CREATE TABLE queues(name TEXT PRIMARY KEY, visibility INTEGER NOT NULL, delay INTEGER NOT NULL,
            retention INTEGER NOT NULL, dlq TEXT, max_receive INTEGER, dead INTEGER NOT NULL, mapped INTEGER NOT NULL,
            live INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE sources(queue TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, max_receive INTEGER,
            PRIMARY KEY(queue, kind, name));
        CREATE TABLE targets(name TEXT PRIMARY KEY, bus TEXT NOT NULL, live INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE functions(name TEXT PRIMARY KEY, live INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE deliveries(id TEXT PRIMARY KEY, rule TEXT NOT NULL, target TEXT NOT NULL, event_id TEXT NOT NULL,
            event TEXT NOT NULL, correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL,
            attempt INTEGER NOT NULL, accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL,
            attempts TEXT, grave INTEGER) WITHOUT ROWID;
        CREATE INDEX deliveries_due ON deliveries(due);
        CREATE TABLE invocations(id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL,
            correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL, attempt INTEGER NOT NULL,
            accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL, attempts TEXT,
            grave INTEGER, redrive TEXT) WITHOUT ROWID;
        CREATE INDEX invocations_due ON invocations(function, due);
        CREATE INDEX invocations_redrive ON invocations(redrive) WHERE redrive IS NOT NULL;
        CREATE TABLE inbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, event TEXT NOT NULL,
            correlation_id TEXT NOT NULL);
        CREATE TABLE items(tbl TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        CREATE TABLE objects(seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
            version TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, path TEXT NOT NULL, stored INTEGER NOT NULL);
        CREATE INDEX objects_key ON objects(bucket, key, seq);
        CREATE TABLE flows(correlation_id TEXT PRIMARY KEY, flow TEXT NOT NULL, started INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE lost(correlation_id TEXT, reason TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX lost_flow ON lost(correlation_id, what);
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE messages(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL,
            attributes TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, receive_count INTEGER NOT NULL DEFAULT 0, first_received INTEGER,
            leased_at INTEGER, receipt TEXT, correlation_id TEXT, event_type TEXT, generation INTEGER NOT NULL DEFAULT 0,
            attempts TEXT, error TEXT, died INTEGER, reason TEXT, source_kind TEXT, source_name TEXT,
            first_failed INTEGER, fingerprint TEXT, version TEXT, history TEXT, grave INTEGER, redrive TEXT,
            body BLOB NOT NULL);
        CREATE INDEX messages_due ON messages(queue, visible_at, seq);
        CREATE INDEX messages_expiry ON messages(expires_at) WHERE died IS NULL;
        CREATE INDEX messages_leased ON messages(queue, visible_at) WHERE receipt IS NOT NULL;
        CREATE INDEX messages_redrive ON messages(redrive) WHERE redrive IS NOT NULL;
        CREATE INDEX messages_dead ON messages(queue, died, id) WHERE died IS NOT NULL;
        CREATE INDEX messages_cause ON messages(queue, fingerprint, died, id) WHERE died IS NOT NULL;
        CREATE INDEX messages_dead_expiry ON messages(queue, expires_at, id, fingerprint) WHERE died IS NOT NULL;
        CREATE TABLE depths(queue TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
        CREATE TRIGGER messages_left AFTER DELETE ON messages WHEN old.died IS NOT NULL BEGIN
            UPDATE depths SET count = count - 1 WHERE queue = old.queue;
            DELETE FROM claims WHERE seq = old.seq;
        END;
        CREATE TRIGGER messages_moved AFTER UPDATE OF died, queue ON messages
            WHEN old.died IS NOT NULL OR new.died IS NOT NULL BEGIN
            UPDATE depths SET count = count - 1 WHERE queue = old.queue AND old.died IS NOT NULL;
            INSERT INTO depths SELECT new.queue, 1 WHERE new.died IS NOT NULL
                ON CONFLICT(queue) DO UPDATE SET count = count + 1;
            DELETE FROM claims WHERE seq = old.seq AND new.died IS NULL;
        END;
        CREATE TABLE tasks(number INTEGER PRIMARY KEY AUTOINCREMENT, task TEXT NOT NULL UNIQUE, actor TEXT NOT NULL);
        CREATE TABLE leases(task INTEGER NOT NULL, queue TEXT NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY(task, queue)) WITHOUT ROWID;
        CREATE TABLE claims(seq INTEGER PRIMARY KEY, task INTEGER NOT NULL);
        CREATE TABLE graveyard(number INTEGER PRIMARY KEY AUTOINCREMENT, task INTEGER NOT NULL, act TEXT NOT NULL,
            buried INTEGER NOT NULL, until INTEGER NOT NULL, restored INTEGER, key TEXT, new_id TEXT, to_kind TEXT, to_name TEXT,
            id TEXT NOT NULL, queue TEXT NOT NULL, attributes TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, receive_count INTEGER NOT NULL, first_received INTEGER, leased_at INTEGER,
            receipt TEXT, correlation_id TEXT, event_type TEXT, generation INTEGER NOT NULL, attempts TEXT, error TEXT,
            died INTEGER NOT NULL, reason TEXT, source_kind TEXT, source_name TEXT, first_failed INTEGER, fingerprint TEXT,
            version TEXT, history TEXT, grave INTEGER, redrive TEXT, body BLOB NOT NULL);
        CREATE INDEX graveyard_task ON graveyard(task, number);
        CREATE INDEX graveyard_key ON graveyard(substr(key, -8)) WHERE key IS NOT NULL;
        CREATE INDEX graveyard_again ON graveyard(id) WHERE generation > 0;
        CREATE INDEX graveyard_redrive ON graveyard(redrive) WHERE redrive IS NOT NULL;
        PRAGMA user_version = 2;
        """

    /// A data directory of the second version: two live messages, one of them in flight, and a dead one.
    private func oldDirectory(at now: Timestamp) async throws -> TestFolder {
        let folder = TestFolder()
        let old = try DatabasePool(path: folder.path + "/pipeline.sqlite")
        try await old.write { db in
            try db.execute(sql: Self.secondVersion)
            try db.execute(sql: "PRAGMA application_id = \(Journal.applicationID)")
            let insert = """
                INSERT INTO messages(id, queue, body, sent, visible_at, expires_at, receive_count, leased_at, receipt, died, reason,
                    source_kind, source_name, fingerprint)
                VALUES(?, ?, x'7b7d', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            func put(_ id: String, _ queue: String, hidden: Bool, dead: Bool) throws {
                try db.execute(
                    sql: insert,
                    arguments: [
                        id, queue, now, hidden ? now + .seconds(30) : now, now + .seconds(1_000),
                        hidden || dead ? 1 : 0,
                        hidden ? now : nil, hidden ? "\(id)#1" : nil, dead ? now : nil,
                        dead ? "MaxReceiveCountExceeded" : nil,
                        dead ? "queue" : nil, dead ? "q" : nil, dead ? "f" : nil,
                    ]
                )
            }
            try put("live", "q", hidden: false, dead: false)
            try put("flying", "q", hidden: true, dead: false)
            try put("dead", "q-dlq", hidden: false, dead: true)
            try db.execute(sql: "INSERT OR REPLACE INTO depths VALUES('q-dlq', 1)")
        }
        try old.close()
        return folder
    }

    @Test func whatIsThereGoesOn() async throws {
        let clock = ManualClock()
        let folder = try await oldDirectory(at: clock.now())
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "q-dlq")), QueueDefinition(name: "q-dlq"),
        ]
        let bench = try TestBench(d, in: folder, clock: clock)
        try await bench.pipeline.register()
        #expect(
            try await bench.pipeline.queueAttributes().map { "\($0.queue) \($0.visible) \($0.inFlight)" } == [
                "q 1 1", "q-dlq 1 0",
            ]
        )
        #expect(try await bench.pipeline.receive(from: "q", 10).map(\.id) == ["live"])
        clock.advance(by: .seconds(30))
        #expect(Set(try await bench.pipeline.receive(from: "q", 10).map(\.id)) == ["live", "flying"])
        let broker = try BundledDeadLetterBroker(data: folder.path, now: { clock.now() })
        #expect(try await broker.peek("q-dlq", after: nil, limit: 10).map(\.id) == ["dead"])
    }

    @Test func aMigratedDatabaseHasWhatANewOneHas() async throws {
        let old = try await oldDirectory(at: ManualClock().now())
        let new = TestFolder()
        func shape(_ folder: TestFolder) async throws -> [String] {
            let journal = try Journal(directory: folder.path)
            return try await journal.read { db in
                try db.rows(
                    """
                    SELECT m.type || ' ' || m.name || ' ' || coalesce(c.name, m.sql) AS x FROM sqlite_master m
                        LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table' WHERE m.name NOT LIKE 'sqlite%' ORDER BY x
                    """
                ).map { $0[0] as String }
            }
        }
        #expect(try await shape(old) == shape(new))
    }
}
