import EventModel
import GRDB

extension Schema {
    /// Dead letters whose fingerprints are computed between two writes.
    private static let migrationBatch = 10_000

    /// Brings an older database up to this version, in the caller's transaction: all of it or nothing.
    ///
    /// - Throws: ``JournalError`` `corrupt` for a version that never was.
    static func migrate(_ db: Database, from version: Int) throws {
        switch version {
        case 1: try migrateFrom1(db)
        case 2: try migrateFrom2(db)
        case 3, 4: break
        default: throw JournalError(.corrupt, "the journal says it is of version \(version), which never was")
        }
        if version < 3 { try migrateTo3(db) }
        if version < 4 { try migrateTo4(db) }
        try migrateTo5(db)
    }

    /// Nothing was controlled from outside, and nobody counted what functions did.
    private static func migrateTo5(_ db: Database) throws {
        for column in functionColumns { try db.execute(sql: "ALTER TABLE functions ADD COLUMN \(column)") }
        try db.execute(sql: version5Tables)
    }

    /// The tables that version 5 added.
    static let version5Tables =
        executionIndices + controlTables + usageTables + encryptionTables + archiveTables
        + eventStoreTables

    /// Objects had versions, but none was ever deleted; there were no state machines.
    private static func migrateTo4(_ db: Database) throws {
        for column in objectColumns { try db.execute(sql: "ALTER TABLE objects ADD COLUMN \(column)") }
        // When the next version came is when one ceased to be the newest.
        try db.execute(
            sql: """
                UPDATE objects SET superseded = (SELECT min(n.stored) FROM objects n
                    WHERE n.bucket = objects.bucket AND n.key = objects.key AND n.seq > objects.seq);
                \(objectIndices)
                \(objectTables)
                \(stateMachineTables)
                """
        )
    }

    private static func migrateTo3(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE queues ADD COLUMN fifo INTEGER NOT NULL DEFAULT 0;" + ruleTables + queueTables)
        try db.execute(sql: streamTables + "ALTER TABLE deliveries ADD COLUMN extras TEXT;")
        try db.execute(
            sql: """
                ALTER TABLE items RENAME TO old_items;
                \(itemTables)
                INSERT INTO items SELECT tbl, key, '', value, NULL FROM old_items;
                DROP TABLE old_items;
                """
        )
    }

    private static func migrateFrom2(_ db: Database) throws {
        try db.execute(
            sql: """
                DROP INDEX graveyard_key;
                DROP INDEX graveyard_task;
                ALTER TABLE graveyard ADD COLUMN grp TEXT;
                ALTER TABLE graveyard ADD COLUMN dedup TEXT;
                ALTER TABLE graveyard ADD COLUMN place INTEGER;
                ALTER TABLE graveyard DROP COLUMN receipt;
                DROP INDEX messages_due;
                DROP INDEX messages_expiry;
                DROP INDEX messages_leased;
                DROP INDEX messages_redrive;
                DROP INDEX messages_dead;
                DROP INDEX messages_cause;
                DROP INDEX messages_dead_expiry;
                DROP TRIGGER messages_left;
                DROP TRIGGER messages_moved;
                ALTER TABLE depths RENAME TO old_depths;
                ALTER TABLE messages RENAME TO old_messages;
                """
        )
        try db.execute(sql: graveyardTask + messageTables)
        try db.execute(
            sql: """
                INSERT INTO messages(seq, id, queue, attributes, sent, visible_at, expires_at, receive_count, first_received,
                    leased_at, correlation_id, event_type, generation, attempts, error, died, reason, source_kind,
                    source_name, first_failed, fingerprint, version, history, grave, redrive, body)
                SELECT seq, id, queue, attributes, sent, visible_at, expires_at, receive_count, first_received,
                    leased_at, correlation_id, event_type, generation, attempts, error, died, reason, source_kind,
                    source_name, first_failed, fingerprint, version, history, grave, redrive, body FROM old_messages;
                DROP TABLE old_messages;
                """
        )
        try db.execute(sql: messageIndices)
        try db.execute(sql: "INSERT INTO depths SELECT * FROM old_depths; DROP TABLE old_depths")
    }

    private static func migrateFrom1(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE queues ADD COLUMN live INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE targets ADD COLUMN live INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE functions ADD COLUMN live INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE deliveries ADD COLUMN grave INTEGER;
                ALTER TABLE invocations ADD COLUMN grave INTEGER;
                ALTER TABLE invocations ADD COLUMN redrive TEXT;
                CREATE INDEX invocations_redrive ON invocations(redrive) WHERE redrive IS NOT NULL;
                DROP INDEX lost_flow;
                CREATE INDEX lost_flow ON lost(correlation_id, what);
                -- Which key was sent under which id; nothing read it, and it has no bodies to bring back.
                DROP TABLE redrives;
                DROP INDEX messages_due;
                DROP INDEX messages_dead;
                DROP INDEX messages_dead_flow;
                DROP INDEX messages_expiry;
                DROP INDEX messages_leased;
                ALTER TABLE messages RENAME TO old_messages;
                """
        )
        try db.execute(sql: messageTables)
        try db.execute(
            sql: """
                INSERT INTO messages(seq, id, queue, attributes, sent, visible_at, expires_at, receive_count, first_received,
                    leased_at, correlation_id, event_type, generation, attempts, error, died, reason, source_kind,
                    source_name, body)
                SELECT seq, id, queue, attributes, sent, visible_at, expires_at, receive_count, first_received,
                    leased_at, correlation_id, event_type, generation, attempts, error, died, reason, source_kind,
                    source_name, body FROM old_messages;
                DROP TABLE old_messages;
                """
        )
        try addFingerprints(db)
        try db.execute(sql: graveyardTables + messageIndices)
        try db.execute(
            sql: "INSERT INTO depths SELECT queue, count(*) FROM messages WHERE died IS NOT NULL GROUP BY queue"
        )
    }

    /// Gives every dead letter that has none its fingerprint, and its history if it was redriven.
    static func addFingerprints(_ db: Database) throws {
        var last: Int64 = .min
        while true {
            let rows = try db.rows(
                """
                SELECT seq, error, reason, grave FROM messages WHERE died IS NOT NULL AND fingerprint IS NULL AND seq > ?
                ORDER BY seq LIMIT ?
                """,
                [last, migrationBatch]
            )
            guard let end = rows.last else { return }
            for row in rows {
                let print = Fingerprint(error: ErrorInfo(column: JSON(column: row[1])), reason: row[2] ?? "Unknown")
                let history = try LifeLog.text(grave: row[3], in: db)
                try db.run(
                    "UPDATE messages SET fingerprint = ?, history = coalesce(?, history), grave = NULL WHERE seq = ?",
                    [print.id, history, row[0] as Int64]
                )
            }
            last = end[0]
        }
    }
}
