import GRDB

/// The tables of the journal. Times are nanoseconds since 1970 in UTC; JSON is text.
enum Schema {
    static let version = 1

    /// Makes the tables in an empty database; does nothing where another process was first.
    static func create(_ db: Database) throws {
        if try Int.fetchOne(db, sql: "PRAGMA user_version") == version { return }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(Journal.applicationID); PRAGMA user_version = \(version)")
    }

    private static let tables = """
        -- What the last pipeline on this directory was made of, so that tools need no definition.
        CREATE TABLE queues(name TEXT PRIMARY KEY, visibility INTEGER NOT NULL, delay INTEGER NOT NULL,
            retention INTEGER NOT NULL, dlq TEXT, max_receive INTEGER, dead INTEGER NOT NULL, mapped INTEGER NOT NULL);
        CREATE TABLE sources(queue TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, max_receive INTEGER,
            PRIMARY KEY(queue, kind, name));
        CREATE TABLE targets(name TEXT PRIMARY KEY, bus TEXT NOT NULL);
        CREATE TABLE functions(name TEXT PRIMARY KEY);

        -- A message that died has `died`, its reason and its source, and is in a dead-letter queue.
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

        -- Accounts: a flow is completed when nothing of it is outstanding, dead or lost; nothing is counted by hand.
        CREATE TABLE flows(correlation_id TEXT PRIMARY KEY, flow TEXT NOT NULL, started INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE lost(correlation_id TEXT, reason TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX lost_flow ON lost(correlation_id);
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE redrives(key TEXT NOT NULL, task TEXT NOT NULL, actor TEXT NOT NULL, queue TEXT NOT NULL,
            dead_id TEXT NOT NULL, new_id TEXT NOT NULL, destination TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(key, dead_id)) WITHOUT ROWID;
        """
}
