import EventModel
import GRDB
import Synchronization

/// One version of an object on its way into one other bucket: a row from the moment the version is stored until it is copied or
/// given up, so that no crash loses it.
struct Replication: Sendable {
    var number: Int
    var bucket: String
    var key: String
    var version: String
    var destination: String
    var storageClass: StorageClass
    /// The attempt to make now, from 1.
    var attempt: Int
    var correlationID: String
    /// The event that told of the version.
    var cause: String?

    private static let columns = "number, bucket, key, version, destination, class, attempt, correlation_id, cause"

    private init(_ row: Row) {
        number = row[0]
        bucket = row[1]
        key = row[2]
        version = row[3]
        destination = row[4]
        storageClass = StorageClass(rawValue: row[5]) ?? .standard
        attempt = (row[6] as Int) + 1
        correlationID = row[7]
        cause = row[8]
    }

    /// Which of them are under way in this process. The rows say nothing of it: after a crash all are due.
    final class Running: Sendable {
        static let limit = 8
        private let state = Mutex<Set<Int>>([])
        var numbers: Set<Int> { state.withLock { $0 } }
        func begin(_ number: Int) { state.withLock { _ = $0.insert(number) } }
        func end(_ number: Int) { state.withLock { _ = $0.remove(number) } }
    }

    /// Notes that a version is to be copied, in the transaction that stores it.
    static func add(_ object: ObjectVersion, _ rule: ReplicationRule, in db: Database, at now: Timestamp) throws {
        try db.run(
            """
            INSERT INTO replications(bucket, key, version, destination, class, attempt, due, correlation_id, cause)
            VALUES(?, ?, ?, ?, ?, 0, ?, ?, ?)
            """,
            [
                object.bucket, object.key, object.version, rule.destination, rule.storageClass.rawValue, now,
                object.correlationID, object.eventID,
            ]
        )
    }

    /// Those of a bucket that are due, but for those under way. The versions of an object go one after the other, so that the newest
    /// is the newest there too.
    static func due(_ bucket: String, but running: Set<Int>, limit: Int, in db: Database, at now: Timestamp) throws
        -> [Replication]
    {
        try db.rows(
            """
            SELECT \(columns) FROM replications r WHERE bucket = ? AND due <= ? AND NOT EXISTS (
                SELECT 1 FROM replications e WHERE e.bucket = r.bucket AND e.key = r.key
                    AND e.destination = r.destination AND e.number < r.number)
            ORDER BY due, number LIMIT ?
            """,
            [bucket, now, limit + running.count]
        ).map(Replication.init).filter { !running.contains($0.number) }.prefix(limit).map { $0 }
    }

    static func all(of bucket: String, in db: Database) throws -> [Replication] {
        try db.rows("SELECT \(columns) FROM replications WHERE bucket = ?", [bucket]).map(Replication.init)
    }

    static func next(_ bucket: String, in db: Database, after now: Timestamp) throws -> Timestamp? {
        try db.rows("SELECT min(due) FROM replications WHERE bucket = ? AND due > ?", [bucket, now])[0][0]
    }

    func delete(in db: Database) throws { try db.run("DELETE FROM replications WHERE number = ?", [number]) }

    /// Sets the status of the version, once this copy of it is made or given up.
    func settle(isDone: Bool, in db: Database) throws {
        try delete(in: db)
        try db.run(
            """
            UPDATE objects SET status = CASE
                WHEN ?4 = 0 OR status = 'FAILED' THEN 'FAILED'
                WHEN EXISTS (SELECT 1 FROM replications WHERE bucket = ?1 AND key = ?2 AND version = ?3) THEN 'PENDING'
                ELSE 'COMPLETED' END
            WHERE bucket = ?1 AND key = ?2 AND version = ?3
            """,
            [bucket, key, version, isDone]
        )
    }
}
