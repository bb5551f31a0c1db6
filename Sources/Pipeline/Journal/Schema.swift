import GRDB

/// The tables of the journal. Times are nanoseconds since 1970 in UTC; JSON is text.
enum Schema {
    static let version = 5

    /// Makes the tables in an empty database, or brings those of an older version up to this one; does nothing where another
    /// process was first.
    static func create(_ db: Database) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if found == version { return }
        if found == 0 {
            try db.execute(
                sql: pipelineTables + itemTables + streamTables + ruleTables + messageTables + messageIndices
                    + graveyardTables + queueTables + objectIndices + objectTables
                    + stateMachineTables + version5Tables
            )
            try db.execute(sql: "PRAGMA application_id = \(Journal.applicationID)")
        } else {
            try migrate(db, from: found)
        }
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// What is told of functions beside their names; `tags` is a JSON object.
    static let functionColumns = [
        "service TEXT NOT NULL DEFAULT ''", "memory INTEGER NOT NULL DEFAULT 128",
        "concurrency INTEGER NOT NULL DEFAULT 0", "timeout INTEGER NOT NULL DEFAULT 0", "flow TEXT NOT NULL DEFAULT ''",
        "tags TEXT NOT NULL DEFAULT '{}'",
    ]

    static let ruleTables = """
        -- The rules of the last pipeline, and, with `live` 0, of earlier ones. `off` is what counts; `switched` is 1 or 0 where
        -- somebody switched the rule on or off, which its definition does not undo.
        CREATE TABLE rules(name TEXT PRIMARY KEY, bus TEXT NOT NULL, pattern TEXT NOT NULL,
            targets TEXT NOT NULL, off INTEGER NOT NULL, switched INTEGER, live INTEGER NOT NULL DEFAULT 1);

        """

    static let itemTables = """
        CREATE TABLE items(tbl TEXT NOT NULL, key TEXT NOT NULL, sort TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
            PRIMARY KEY(tbl, key, sort)) WITHOUT ROWID;
        CREATE INDEX items_expiry ON items(expires) WHERE expires IS NOT NULL;

        """

    static let streamTables = """
        -- Records of streams, `stream:NAME`, and changes of tables, `table:NAME`. `hash` tells the lanes of a shard apart.
        CREATE TABLE records(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, stream TEXT NOT NULL, shard INTEGER NOT NULL,
            hash INTEGER NOT NULL, partition_key TEXT NOT NULL, arrived INTEGER NOT NULL, correlation_id TEXT, event_type TEXT,
            generation INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX records_shard ON records(stream, shard, seq);
        CREATE INDEX records_arrived ON records(stream, arrived);
        -- Up to where a stream has been trimmed.
        CREATE TABLE trims(stream TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
        -- How far each mapping is in each of its lanes. `running` is the end of the batch under way, whose halves `spans` holds.
        CREATE TABLE lanes(mapping TEXT NOT NULL, shard INTEGER NOT NULL, lane INTEGER NOT NULL, stream TEXT NOT NULL,
            factor INTEGER NOT NULL, checkpoint INTEGER NOT NULL, running INTEGER NOT NULL, due INTEGER NOT NULL, spans TEXT,
            attempts TEXT, PRIMARY KEY(mapping, shard, lane)) WITHOUT ROWID;
        -- When each schedule runs next; null: never again, or it is off.
        CREATE TABLE schedules(name TEXT PRIMARY KEY, expression TEXT NOT NULL, due INTEGER, last INTEGER) WITHOUT ROWID;

        """

    private static let pipelineTables = """
        -- What the last pipeline on this directory was made of, so that tools need no definition. Of what was in an earlier one
        -- only, `live` is 0.
        CREATE TABLE queues(name TEXT PRIMARY KEY, visibility INTEGER NOT NULL, delay INTEGER NOT NULL,
            retention INTEGER NOT NULL, dlq TEXT, max_receive INTEGER, dead INTEGER NOT NULL, mapped INTEGER NOT NULL,
            live INTEGER NOT NULL DEFAULT 1, fifo INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE sources(queue TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, max_receive INTEGER,
            PRIMARY KEY(queue, kind, name));
        CREATE TABLE targets(name TEXT PRIMARY KEY, bus TEXT NOT NULL, live INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE functions(name TEXT PRIMARY KEY, live INTEGER NOT NULL DEFAULT 1, \(functionColumns.joined(separator: ", ")));

        -- `grave` and `redrive` as in `messages`; `extras` is what a topic's message has beside its body.
        CREATE TABLE deliveries(id TEXT PRIMARY KEY, rule TEXT NOT NULL, target TEXT NOT NULL, event_id TEXT NOT NULL,
            event TEXT NOT NULL, correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL,
            attempt INTEGER NOT NULL, accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL,
            attempts TEXT, grave INTEGER, extras TEXT) WITHOUT ROWID;
        CREATE INDEX deliveries_due ON deliveries(due);
        CREATE TABLE invocations(id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL,
            correlation_id TEXT NOT NULL, event_type TEXT NOT NULL, cause TEXT NOT NULL, attempt INTEGER NOT NULL,
            accepted INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL, attempts TEXT,
            grave INTEGER, redrive TEXT) WITHOUT ROWID;
        CREATE INDEX invocations_due ON invocations(function, due);
        CREATE INDEX invocations_redrive ON invocations(redrive) WHERE redrive IS NOT NULL;
        CREATE TABLE inbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, event TEXT NOT NULL,
            correlation_id TEXT NOT NULL);

        CREATE TABLE objects(seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
            version TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, path TEXT NOT NULL, stored INTEGER NOT NULL,
            \(objectColumns.joined(separator: ", ")));
        CREATE INDEX objects_key ON objects(bucket, key, seq);

        -- Accounts: a flow is completed when nothing of it is outstanding, dead or lost; nothing is counted by hand.
        CREATE TABLE flows(correlation_id TEXT PRIMARY KEY, flow TEXT NOT NULL, started INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE lost(correlation_id TEXT, reason TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX lost_flow ON lost(correlation_id, what);
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

        """

    /// The columns of a message beside its number, in order. The body comes last: what stands behind a large one costs a read
    /// of all of it.
    static let messageColumns = """
        id, queue, attributes, sent, visible_at, expires_at, receive_count, first_received, leased_at, correlation_id,
        event_type, generation, attempts, error, died, reason, source_kind, source_name, first_failed, fingerprint, version, history,
        grave, redrive, grp, dedup, place, body
        """

    static let messageTables = """
        -- A message that died has `died`, its reason, its source and its fingerprint, and is in a dead-letter queue. `history` is
        -- what it died of before that. One that is on its way again has its last life in the graveyard, at `grave`; if it came there
        -- through a delivery or an invocation, `redrive` is the id that the redrive gave. `grp` is the message group; a FIFO queue
        -- also gives `dedup`, the deduplication id, and `place` in its order. A `seq` is given again once its row is
        -- gone: keeping count of those that were given costs each send a page of its own.
        CREATE TABLE messages(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, queue TEXT NOT NULL,
            attributes TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, receive_count INTEGER NOT NULL DEFAULT 0, first_received INTEGER,
            leased_at INTEGER, correlation_id TEXT, event_type TEXT, generation INTEGER NOT NULL DEFAULT 0,
            attempts TEXT, error TEXT, died INTEGER, reason TEXT, source_kind TEXT, source_name TEXT,
            first_failed INTEGER, fingerprint TEXT, version TEXT, history TEXT, grave INTEGER, redrive TEXT,
            grp TEXT, dedup TEXT, place INTEGER, body BLOB NOT NULL);

        """

    /// The condition under which a message is found by its id, word for word as the index has it: it is dead, or was redriven. Others
    /// are found by their receipts, which say where they lie.
    static let isKnownByID = "(died IS NOT NULL OR grave IS NOT NULL)"

    static let messageIndices = """
        -- The only index that a message which is sent, received and deleted is in: each further one costs a page a commit. With what
        -- counting a queue, and looking for what has expired, read.
        CREATE INDEX messages_due ON messages(queue, visible_at, seq, expires_at, leased_at, sent, died);
        CREATE UNIQUE INDEX messages_id ON messages(id) WHERE (died IS NOT NULL OR grave IS NOT NULL);
        CREATE INDEX messages_fifo ON messages(queue, place, grp, visible_at, expires_at, receive_count)
            WHERE place IS NOT NULL;
        CREATE INDEX messages_redrive ON messages(redrive) WHERE redrive IS NOT NULL;
        -- Dead letters by death, by cause, and by expiry.
        CREATE INDEX messages_dead ON messages(queue, died, id) WHERE died IS NOT NULL;
        CREATE INDEX messages_cause ON messages(queue, fingerprint, died, id) WHERE died IS NOT NULL;
        CREATE INDEX messages_dead_expiry ON messages(queue, expires_at, id, fingerprint) WHERE died IS NOT NULL;

        -- How many dead letters a queue holds: counting a million takes too long for a screen. What puts one in counts it
        -- (``Schema/countDeaths``); a trigger for that would make every message that is sent write a journal of its own.
        CREATE TABLE depths(queue TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
        CREATE TRIGGER messages_left AFTER DELETE ON messages WHEN old.died IS NOT NULL BEGIN
            UPDATE depths SET count = count - 1 WHERE queue = old.queue;
            DELETE FROM claims WHERE seq = old.seq;
        END;
        -- Not for those that a redrive sends on, which go by thousands: they get a new `grave`, and are counted all at once.
        CREATE TRIGGER messages_moved AFTER UPDATE OF died, queue ON messages
            WHEN (old.died IS NOT NULL OR new.died IS NOT NULL) AND (new.grave IS NULL OR new.grave IS old.grave) BEGIN
            UPDATE depths SET count = count - 1 WHERE queue = old.queue AND old.died IS NOT NULL;
            INSERT INTO depths SELECT new.queue, 1 WHERE new.died IS NOT NULL
                ON CONFLICT(queue) DO UPDATE SET count = count + 1;
            DELETE FROM claims WHERE seq = old.seq AND new.died IS NULL;
        END;

        """

    /// Counts dead letters that were put into a queue as such, in the transaction that put them in. Those that die or leave in any
    /// other way count themselves.
    static func countDeaths(_ n: Int = 1, in queue: String, _ db: Database) throws {
        try db.run(
            "INSERT INTO depths VALUES(?, ?) ON CONFLICT(queue) DO UPDATE SET count = count + excluded.count",
            [queue, n]
        )
    }

    static let graveyardTables = """
        -- A task has a lease on a queue, and claims messages under it: prolonging all its locks is one row.
        CREATE TABLE tasks(number INTEGER PRIMARY KEY AUTOINCREMENT, task TEXT NOT NULL UNIQUE, actor TEXT NOT NULL);
        CREATE TABLE leases(task INTEGER NOT NULL, queue TEXT NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY(task, queue)) WITHOUT ROWID;
        CREATE TABLE claims(seq INTEGER PRIMARY KEY, task INTEGER NOT NULL);

        -- Messages whole, as they were before a task took them out of their dead-letter queue.
        CREATE TABLE graveyard(number INTEGER PRIMARY KEY AUTOINCREMENT, task INTEGER NOT NULL, act TEXT NOT NULL,
            buried INTEGER NOT NULL, until INTEGER NOT NULL, restored INTEGER, key TEXT, new_id TEXT, to_kind TEXT, to_name TEXT,
            id TEXT NOT NULL, queue TEXT NOT NULL, attributes TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, receive_count INTEGER NOT NULL, first_received INTEGER, leased_at INTEGER,
            correlation_id TEXT, event_type TEXT, generation INTEGER NOT NULL, attempts TEXT, error TEXT,
            died INTEGER NOT NULL, reason TEXT, source_kind TEXT, source_name TEXT, first_failed INTEGER, fingerprint TEXT,
            version TEXT, history TEXT, grave INTEGER, redrive TEXT, grp TEXT, dedup TEXT, place INTEGER,
            body BLOB NOT NULL);
        \(graveyardTask)
        CREATE INDEX graveyard_again ON graveyard(id) WHERE generation > 0;
        CREATE INDEX graveyard_redrive ON graveyard(redrive) WHERE redrive IS NOT NULL;

        """

    /// A version is the newest while `superseded` is null; a delete marker (`marker`) has no bytes. `store` and `path` say where they
    /// lie, `event_id` which event told of it.
    static let objectColumns = [
        "marker INTEGER NOT NULL DEFAULT 0", "superseded INTEGER", "class TEXT NOT NULL DEFAULT 'STANDARD'",
        "status TEXT",
        "metadata TEXT", "correlation_id TEXT", "event_id TEXT", "store TEXT NOT NULL DEFAULT ''",
    ]

    /// What lifecycle rules look for, by age.
    static let objectIndices = """
        CREATE INDEX objects_current ON objects(bucket, stored) WHERE superseded IS NULL;
        CREATE INDEX objects_noncurrent ON objects(bucket, superseded) WHERE superseded IS NOT NULL;

        """

    static let objectTables = """
        -- Versions that are to be copied into other buckets; a row is deleted when that is done or given up.
        CREATE TABLE replications(number INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
            version TEXT NOT NULL, destination TEXT NOT NULL, class TEXT NOT NULL, attempt INTEGER NOT NULL,
            due INTEGER NOT NULL, correlation_id TEXT NOT NULL, cause TEXT);
        CREATE INDEX replications_due ON replications(bucket, due);
        CREATE INDEX replications_key ON replications(bucket, key, destination, number);
        -- Bytes that nothing refers to any more.
        CREATE TABLE leftovers(store TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY(store, path)) WITHOUT ROWID;

        """

    static let queueTables = """
        -- What a FIFO queue was sent within the last five minutes, whether or not it is still there.
        CREATE TABLE dedups(queue TEXT NOT NULL, dedup TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL,
            until INTEGER NOT NULL, PRIMARY KEY(queue, dedup)) WITHOUT ROWID;
        CREATE INDEX dedups_until ON dedups(until);

        -- Tasks that move what a dead-letter queue held when they started. `destination` is null where each message returns to the
        -- queue that it came from; what died after `started` stays. `due` is when the next may move.
        CREATE TABLE move_tasks(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
            destination TEXT, rate INTEGER, status TEXT NOT NULL, failure TEXT, moved INTEGER NOT NULL, to_move INTEGER NOT NULL,
            started INTEGER NOT NULL, due INTEGER NOT NULL, ended INTEGER);
        CREATE INDEX move_tasks_source ON move_tasks(source, number);
        CREATE INDEX move_tasks_open ON move_tasks(status) WHERE ended IS NULL;

        """

    /// Keys are looked for along it, all of them: that is seldom, and an index in the order of hashes would have each redrive change
    /// pages all over it.
    static let graveyardTask = "CREATE INDEX graveyard_task ON graveyard(task, number, key);"

    /// What a connection has for itself: the messages of one call to redrive, so that they are moved by whole sets.
    static let temporaryTables = """
        CREATE TEMP TABLE IF NOT EXISTS moves(seq INTEGER PRIMARY KEY, n INTEGER NOT NULL, key TEXT, new_id TEXT, to_kind TEXT,
            to_name TEXT, visible_at INTEGER, expires_at INTEGER, is_edited INTEGER NOT NULL DEFAULT 0, attributes TEXT, body BLOB)
        """
}
