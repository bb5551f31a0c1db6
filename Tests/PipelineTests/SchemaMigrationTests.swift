import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct SchemaMigrationTests {
    /// The tables as the first version made them.
    private static let firstVersion = """
        CREATE TABLE queues(name TEXT PRIMARY KEY, visibility INTEGER NOT NULL, delay INTEGER NOT NULL,
            retention INTEGER NOT NULL, dlq TEXT, max_receive INTEGER, dead INTEGER NOT NULL, mapped INTEGER NOT NULL);
        CREATE TABLE sources(queue TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, max_receive INTEGER,
            PRIMARY KEY(queue, kind, name));
        CREATE TABLE targets(name TEXT PRIMARY KEY, bus TEXT NOT NULL);
        CREATE TABLE functions(name TEXT PRIMARY KEY);
        CREATE TABLE messages(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL,
            body BLOB NOT NULL, attributes TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, receive_count INTEGER NOT NULL DEFAULT 0, first_received INTEGER,
            leased_at INTEGER, receipt TEXT, correlation_id TEXT, event_type TEXT, generation INTEGER NOT NULL DEFAULT 0,
            attempts TEXT, error TEXT, died INTEGER, reason TEXT, source_kind TEXT, source_name TEXT,
            locked_by TEXT, locked_until INTEGER);
        CREATE INDEX messages_due ON messages(queue, visible_at, seq);
        CREATE INDEX messages_dead ON messages(queue, died, id) WHERE died IS NOT NULL;
        CREATE INDEX messages_dead_flow ON messages(correlation_id) WHERE died IS NOT NULL;
        CREATE INDEX messages_expiry ON messages(expires_at);
        CREATE INDEX messages_leased ON messages(queue, visible_at) WHERE receipt IS NOT NULL;
        CREATE TABLE deliveries(id TEXT PRIMARY KEY, rule TEXT NOT NULL, target TEXT NOT NULL, event_id TEXT NOT NULL,
            event TEXT NOT NULL, correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL,
            attempt INTEGER NOT NULL, accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL,
            attempts TEXT) WITHOUT ROWID;
        CREATE INDEX deliveries_due ON deliveries(due);
        CREATE TABLE invocations(id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL,
            correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL, attempt INTEGER NOT NULL,
            accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL, attempts TEXT) WITHOUT ROWID;
        CREATE INDEX invocations_due ON invocations(function, due);
        CREATE TABLE inbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, event TEXT NOT NULL,
            correlation_id TEXT NOT NULL);
        CREATE TABLE items(tbl TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        CREATE TABLE objects(seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
            version TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, path TEXT NOT NULL, stored INTEGER NOT NULL);
        CREATE INDEX objects_key ON objects(bucket, key, seq);
        CREATE TABLE flows(correlation_id TEXT PRIMARY KEY, flow TEXT NOT NULL, started INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE lost(correlation_id TEXT, reason TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX lost_flow ON lost(correlation_id);
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE redrives(key TEXT NOT NULL, task TEXT NOT NULL, actor TEXT NOT NULL, queue TEXT NOT NULL,
            dead_id TEXT NOT NULL, new_id TEXT NOT NULL, destination TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(key, dead_id)) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """

    /// A data directory of the first version, with 300 dead letters, 5 live messages and one of each that waits elsewhere.
    private func oldDirectory(at now: Timestamp) async throws -> TestFolder {
        let folder = TestFolder()
        let old = try DatabasePool(path: folder.path + "/pipeline.sqlite")
        try await old.write { db in
            try db.execute(sql: Self.firstVersion)
            try db.execute(sql: "PRAGMA application_id = \(Journal.applicationID)")
            try db.execute(
                sql: """
                    INSERT INTO queues VALUES('q', 30000000000, 0, 345600000000000, 'q-dlq', 2, 0, 0);
                    INSERT INTO queues VALUES('q-dlq', 30000000000, 0, 345600000000000, NULL, NULL, 1, 0);
                    INSERT INTO sources VALUES('q-dlq', 'queue', 'q', 2);
                    INSERT INTO targets VALUES('r/t', 'default');
                    INSERT INTO functions VALUES('f');
                    INSERT INTO flows VALUES('c-1', 'orders', 1);
                    INSERT INTO flows VALUES('live-1', 'orders', 1);
                    INSERT INTO lost VALUES('c-1', 'expired', 'q/x', 1);
                    INSERT INTO deliveries VALUES('d', 'r', 't', 'e', '{}', 'c-2', 'T', 'c', 0, 1, 1, 0, NULL);
                    INSERT INTO invocations VALUES('i', 'f', '{}', 'c-3', 'T', 'c', 0, 1, 1, 0, NULL);
                    INSERT INTO redrives VALUES('k', 't', 'a', 'q-dlq', 'o', 'n', 'q', 1);
                    """
            )
            for n in 0..<300 {
                let error = ErrorInfo(type: n % 3 == 0 ? "Down" : "Timeout", message: "host \(n)")
                try db.execute(
                    sql: """
                        INSERT INTO messages(id, queue, body, attributes, sent, visible_at, expires_at, receive_count,
                            correlation_id, event_type, error, died, reason, source_kind, source_name)
                        VALUES(?, 'q-dlq', ?, '{"k":"v"}', ?, ?, ?, 2, ?, 'T', ?, ?, 'MaxReceiveCountExceeded', 'queue', 'q')
                        """,
                    arguments: [
                        "dead-\(n)", Blob([UInt8(n % 256), 0xFF]), now, now, now + .seconds(1_000), "c-\(n)",
                        n == 7 ? nil : error.json.description, now + .nanoseconds(n),
                    ]
                )
            }
            for n in 0..<5 {
                try db.execute(
                    sql: """
                        INSERT INTO messages(id, queue, body, sent, visible_at, expires_at, correlation_id)
                        VALUES(?, 'q', x'7b7d', ?, ?, ?, ?)
                        """,
                    arguments: ["live-\(n)", now, now, now + .seconds(1_000), "live-\(n)"]
                )
            }
            try db.execute(sql: "DELETE FROM messages WHERE id = 'live-4'")
        }
        try old.close()
        return folder
    }

    private func definition() -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "q-dlq", maxReceiveCount: 2)),
            QueueDefinition(name: "q-dlq"),
        ]
        return d
    }

    @Test func dataOfTheFirstVersionGoesOn() async throws {
        let clock = ManualClock()
        let folder = try await oldDirectory(at: clock.now())
        let broker = try BundledDeadLetterBroker(data: folder.path, now: { clock.now() })
        #expect(try await broker.queues().map { "\($0.name) \($0.depth) \($0.source)" } == ["q-dlq 300 q"])
        let letters = try await broker.peek("q-dlq", after: nil, limit: 1_000)
        #expect(letters.map(\.id) == (0..<300).map { "dead-\($0)" })
        #expect(letters.map(\.body) == (0..<300).map { [UInt8($0 % 256), 0xFF] })
        #expect(
            letters[5].attributes == ["k": "v"] && letters[5].error?.message == "host 5" && letters[5].expires != nil
        )
        let outlines = try await broker.outlines(DeadLetterRequest(queue: "q-dlq", limit: 1_000))
        #expect(outlines.map(\.fingerprint) == letters.map { Fingerprint($0).id }, "computed for what was dead already")
        #expect(try await broker.groups("q-dlq")?.map(\.count) == [199, 100, 1])

        let bench = try TestBench(definition(), in: folder, clock: clock)
        try await bench.pipeline.register()
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 2, completed: 0, dead: 1, inFlight: 1)])
        #expect(try await bench.pipeline.receive(from: "q", 10).map(\.id) == (0..<4).map { "live-\($0)" })
        let claimed = try await broker.claim(
            letters.map(\.id),
            in: "q-dlq",
            for: "t",
            until: clock.now() + .seconds(60)
        )
        let results = try await broker.send(claimed.map { .init(id: $0, task: "t", key: "k-\($0)") }, from: "q-dlq")
        #expect(results.count == 300 && results.allSatisfy { if case .moved = $0 { true } else { false } })
        try await bench.pipeline.send([OutgoingMessage(body: [97])], to: "q")
        let numbers = try await bench.pipeline.journal.read { db in
            try db.rows("SELECT seq FROM messages WHERE queue = 'q' ORDER BY seq").map { $0[0] as Int }
        }
        #expect(numbers.count == 305 && Set(numbers).count == 305)
    }

    @Test func openingAgainChangesNothing() async throws {
        let clock = ManualClock()
        let folder = try await oldDirectory(at: clock.now())
        for _ in 0..<2 {
            let journal = try Journal(directory: folder.path)
            let (version, count) = try await journal.read { db in
                (try db.integer("PRAGMA user_version"), try db.integer("SELECT count(*) FROM messages"))
            }
            #expect(version == Schema.version && count == 304)
        }
    }

    /// The tables, columns, indices and triggers of a directory's database, brought up to date.
    private func shape(_ folder: TestFolder) async throws -> [String] {
        let journal = try Journal(directory: folder.path)
        return try await journal.read { db in
            let objects = try db.rows(
                "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name"
            )
            return try objects.flatMap { row -> [String] in
                let name: String = row[1]
                if row[0] as String != "table" { return ["\(name): \((row[2] as String?) ?? "")"] }
                return try db.rows("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)", [name])
                    .map { "\(name).\($0[0] as String) \($0[1] as String) \($0[2] as Int) \($0[3] as Int)" }
                    .sorted()
            }
        }
    }

    @Test func aMigratedDatabaseIsLikeANewOne() async throws {
        let old = try await oldDirectory(at: ManualClock().now())
        #expect(try await shape(old) == shape(TestFolder()))
    }
}
