import EventModel
import GRDB

extension Pipeline {
    /// Stores the reference objects that their buckets do not have yet. What is there stays, whoever changed it, and nothing is put on
    /// the bus: they were there before anything ran.
    ///
    /// - Throws: What the storage and the journal throw.
    func storeReferenceObjects() async throws {
        for object in wiring.definition.referenceObjects {
            let isThere = try await journal.read { db in
                try db.integer(
                    "SELECT 1 FROM objects WHERE bucket = ? AND key = ? LIMIT 1",
                    [object.bucket, object.key]
                ) != nil
            }
            if isThere { continue }
            let version = settings.ids()
            let path = try await objects.write(
                object.bytes,
                key: object.key,
                version: version,
                bucket: object.bucket
            )
            let (etag, now) = (ObjectStore.etag(object.bytes), clock.now())
            try await journal.write { db in
                try db.run(
                    "INSERT INTO objects(bucket, key, version, size, etag, path, stored) VALUES(?, ?, ?, ?, ?, ?, ?)",
                    [object.bucket, object.key, version, object.bytes.count, etag, path, now]
                )
            }
        }
    }
}
