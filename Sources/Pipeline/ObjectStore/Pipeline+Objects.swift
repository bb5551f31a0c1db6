import EventModel
import GRDB

extension Pipeline {
    /// Stores a new version of an object and puts `Object Created` on the bus `default`, both or neither; durable when it returns.
    /// Answers the version's id.
    ///
    /// The event is in the shape of the service's own, source `aws.s3` included, so that patterns written for it match
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchBucket`, `KeyTooLongError`, `InvalidObjectName`, `InternalError`.
    @discardableResult
    package func put(
        _ bytes: [UInt8],
        key: String,
        in bucket: String,
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        guard wiring.definition.buckets.contains(bucket) else {
            throw ErrorInfo(type: "NoSuchBucket", message: "The specified bucket does not exist: \(bucket)")
        }
        if key.isEmpty {
            throw ErrorInfo(type: "InvalidObjectName", message: "An object's key has at least one character.")
        }
        if key.utf8.count > 1024 {
            throw ErrorInfo(
                type: "KeyTooLongError",
                message: "Your key is too long: \(key.utf8.count) bytes, the limit is 1024."
            )
        }
        let version = settings.ids()
        let etag = ObjectStore.etag(bytes)
        let path = try await objects.write(bytes, key: key, version: version, bucket: bucket)
        let now = clock.now()
        let event = Event(
            id: settings.ids(),
            source: "aws.s3",
            type: "Object Created",
            time: now,
            subject: key,
            data: [
                "version": "0",
                "bucket": ["name": .string(bucket)],
                "object": [
                    "key": .string(key), "size": .int(bytes.count), "etag": .string(etag),
                    "version-id": .string(version),
                ],
                "reason": "PutObject",
            ],
            correlationID: correlationID ?? settings.ids(),
            causationID: causationID
        )
        let size = bytes.count
        do {
            try await publish(event, on: "default", flow: flow) { db in
                try db.run(
                    "INSERT INTO objects(bucket, key, version, size, etag, path, stored) VALUES(?, ?, ?, ?, ?, ?, ?)",
                    [bucket, key, version, size, etag, path, now]
                )
            }
        } catch {
            await objects.remove(path)
            throw error
        }
        return version
    }

    /// An object's bytes: a version's, or the newest one's.
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchKey`, `InternalError`.
    package func object(_ key: String, in bucket: String, version: String? = nil) async throws -> [UInt8] {
        let path = try await journal.read { db in
            try db.text(
                "SELECT path FROM objects WHERE bucket = ?1 AND key = ?2 AND (?3 IS NULL OR version = ?3) ORDER BY seq DESC LIMIT 1",
                [bucket, key, version]
            )
        }
        guard let path else {
            throw ErrorInfo(type: "NoSuchKey", message: "The specified key does not exist: \(key) in \(bucket)")
        }
        return try await objects.read(path)
    }

    /// The ids of an object's versions, newest first.
    package func versions(of key: String, in bucket: String) async throws -> [String] {
        try await journal.read { db in
            try db.rows("SELECT version FROM objects WHERE bucket = ? AND key = ? ORDER BY seq DESC", [bucket, key]).map
            { $0[0] }
        }
    }
}
