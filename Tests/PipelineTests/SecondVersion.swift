/// The tables of a journal as the second version made them.
enum SecondVersion {
    static let tables = """
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
}
