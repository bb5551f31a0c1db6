import EventModel
import GRDB

extension Pipeline {
    /// Bytes of an object's metadata, names and values together
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
    private static let metadataLimit = 2_048

    /// Stores a new version of an object and puts `Object Created` on the bus `default`, both or neither; durable when it returns.
    /// Answers the version's id. What replication rules copy is noted in the same transaction.
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchBucket`, `KeyTooLongError`, `InvalidObjectName`, `MetadataTooLarge`, `InternalError`.
    @discardableResult
    package func put(
        _ bytes: [UInt8],
        key: String,
        in bucket: String,
        metadata: [String: String] = [:],
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        let definition = try self.bucket(bucket)
        if key.isEmpty {
            throw ErrorInfo(type: "InvalidObjectName", message: "An object's key has at least one character.")
        }
        if key.utf8.count > 1024 {
            throw ErrorInfo(
                type: "KeyTooLongError",
                message: "Your key is too long: \(key.utf8.count) bytes, the limit is 1024."
            )
        }
        let length = metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if length > Self.metadataLimit {
            throw ErrorInfo(
                type: "MetadataTooLarge",
                message: "Your metadata has \(length) bytes, the limit is \(Self.metadataLimit)."
            )
        }
        let version = settings.ids()
        let store = StorageClass.standard.store(at: definition.location)
        let path = try await stores[store].write(bytes, key: key, version: version, bucket: bucket)
        let now = clock.now()
        let copies = definition.replicationRules(for: key)
        let object = ObjectVersion(
            bucket: bucket,
            key: key,
            version: version,
            size: bytes.count,
            etag: ObjectStore.etag(bytes),
            stored: now,
            replication: copies.isEmpty ? nil : .pending,
            metadata: metadata,
            correlationID: correlationID ?? settings.ids(),
            eventID: settings.ids(),
            store: store,
            path: path
        )
        let event = ObjectEvent.created.event(
            of: object,
            id: object.eventID ?? "",
            cause: causationID,
            correlationID: object.correlationID ?? "",
            at: now
        )
        do {
            try await publish(event, on: "default", flow: flow) { db in
                try Wiring.add(object, in: db)
                try db.count("objects.put")
                for rule in copies { try Replication.add(object, rule, in: db, at: now) }
            }
        } catch {
            await stores[store].remove(path)
            throw error
        }
        lifecycle.changed(definition, at: now)
        return version
    }

    func bucket(_ name: String) throws -> BucketDefinition {
        guard let bucket = wiring.buckets[name] else {
            throw ErrorInfo(type: "NoSuchBucket", message: "The specified bucket does not exist: \(name)")
        }
        return bucket
    }

    /// An object's bytes: a version's, or the newest one's.
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker's version, `InternalError`.
    package func object(_ key: String, in bucket: String, version: String? = nil) async throws -> [UInt8] {
        var found = try await head(key, in: bucket, version: version)
        while true {
            do {
                return try await stores[found.store].read(found.path)
            } catch {
                // It may have been moved to another store, or removed, between the look and the reading.
                let again = try await head(key, in: bucket, version: version)
                if again.store == found.store, again.path == found.path { throw error }
                found = again
            }
        }
    }

    /// What is known of an object's version, or of the newest one; throws as ``object(_:in:version:)`` does.
    package func head(_ key: String, in bucket: String, version: String? = nil) async throws -> ObjectVersion {
        let found = try await journal.read { db in try Wiring.version(of: key, in: bucket, version, db) }
        guard let found else {
            let isVersion = version != nil
            throw ErrorInfo(
                type: isVersion ? "NoSuchVersion" : "NoSuchKey",
                message: isVersion
                    ? "The specified version does not exist: \(version ?? "") of \(key) in \(bucket)"
                    : "The specified key does not exist: \(key) in \(bucket)"
            )
        }
        if found.isDeleteMarker {
            throw version == nil
                ? ErrorInfo(type: "NoSuchKey", message: "The specified key does not exist: \(key) in \(bucket)")
                : ErrorInfo(type: "MethodNotAllowed", message: "The version of \(key) in \(bucket) is a delete marker")
        }
        return found
    }

    /// The ids of an object's versions, delete markers among them, newest first.
    package func versions(of key: String, in bucket: String) async throws -> [String] {
        try await history(of: key, in: bucket).map(\.version)
    }

    /// An object's versions, delete markers among them, newest first.
    package func history(of key: String, in bucket: String) async throws -> [ObjectVersion] {
        try await journal.read { db in
            try db.rows(
                "SELECT \(ObjectVersion.columns) FROM objects WHERE bucket = ? AND key = ? ORDER BY seq DESC",
                [bucket, key]
            ).map(ObjectVersion.init)
        }
    }

    /// The newest versions of a bucket's objects by their keys, deleted ones left out, at most `limit`.
    package func objects(in bucket: String, prefix: String = "", limit: Int = 1000) async throws -> [ObjectVersion] {
        try await journal.read { db in
            try db.rows(
                """
                SELECT \(ObjectVersion.columns) FROM objects WHERE bucket = ?1 AND superseded IS NULL AND marker = 0
                    AND substr(key, 1, length(?2)) = ?2 ORDER BY key LIMIT ?3
                """,
                [bucket, prefix, limit]
            ).map(ObjectVersion.init)
        }
    }
}
