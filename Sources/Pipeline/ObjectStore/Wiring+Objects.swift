import EventModel
import GRDB

/// The objects' rows, within a transaction.
extension Wiring {
    /// The newest version of an object, or a version of it; a delete marker is one too.
    static func version(of key: String, in bucket: String, _ version: String?, _ db: Database) throws -> ObjectVersion?
    {
        try db.rows(
            """
            SELECT \(ObjectVersion.columns) FROM objects
            WHERE bucket = ?1 AND key = ?2 AND (?3 IS NULL OR version = ?3) ORDER BY seq DESC LIMIT 1
            """,
            [bucket, key, version]
        ).first.map(ObjectVersion.init)
    }

    /// Makes a version the newest of its object.
    static func add(_ object: ObjectVersion, in db: Database) throws {
        try db.run(
            "UPDATE objects SET superseded = ? WHERE bucket = ? AND key = ? AND superseded IS NULL",
            [object.stored, object.bucket, object.key]
        )
        let metadata = JSON.Object(
            object.metadata.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        )
        try db.run(
            """
            INSERT INTO objects(bucket, key, version, marker, size, etag, stored, class, status, metadata, correlation_id,
                event_id, store, path) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                object.bucket, object.key, object.version, object.isDeleteMarker, object.size, object.etag,
                object.stored, object.storageClass.rawValue, object.replication?.rawValue,
                object.metadata.isEmpty ? nil : JSON.object(metadata).description, object.correlationID,
                object.eventID, object.store, object.path,
            ]
        )
    }

    /// Removes a version for ever. Its bytes are noted as what is to be removed; if it was the newest, the one before it is so
    /// again.
    static func remove(_ object: ObjectVersion, in db: Database) throws {
        try db.run(
            "DELETE FROM objects WHERE bucket = ? AND key = ? AND version = ?",
            [object.bucket, object.key, object.version]
        )
        try leave(object, in: db)
        try db.run(
            """
            UPDATE objects SET superseded = NULL WHERE seq =
                (SELECT seq FROM objects WHERE bucket = ?1 AND key = ?2 ORDER BY seq DESC LIMIT 1) AND superseded IS NOT NULL
            """,
            [object.bucket, object.key]
        )
    }

    /// Notes bytes that nothing refers to any more, so that they are removed, after a crash too.
    static func leave(_ object: ObjectVersion, in db: Database) throws {
        if object.isDeleteMarker { return }
        try db.run("INSERT OR IGNORE INTO leftovers VALUES(?, ?)", [object.store, object.path])
    }

    /// Tells the bus `default` of what the store itself does with an object, in the service's words
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
    func announce(
        _ type: ObjectEvent,
        of object: ObjectVersion,
        id: String,
        cause: String?,
        flow: String = "adhoc",
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        let event = type.event(of: object, id: id, cause: cause, correlationID: object.correlationID ?? ids(), at: now)
        let violation = contracts.violation(of: event)
        if let violation, violation.mode == .reject {
            return try reject(event, violation, on: "default", isAccepted: false, in: db, at: now, &lines)
        }
        let body = event.eventBridge
        try publish(event, body: body, violation: violation, on: "default", flow: flow, in: db, at: now, &lines)
    }
}
