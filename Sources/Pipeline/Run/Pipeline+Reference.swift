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
            var version = ObjectVersion(
                bucket: object.bucket,
                key: object.key,
                version: settings.ids(),
                size: object.bytes.count,
                etag: ObjectStore.etag(object.bytes),
                stored: clock.now(),
                correlationID: nil,
                eventID: nil,
                store: StorageClass.standard.store(at: try bucket(object.bucket).location)
            )
            version.path = try await stores[version.store].write(
                object.bytes,
                key: object.key,
                version: version.version,
                bucket: object.bucket
            )
            try await journal.write { [version] db in try Wiring.add(version, in: db) }
        }
    }
}
