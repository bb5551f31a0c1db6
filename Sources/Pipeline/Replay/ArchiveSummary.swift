package import EventModel

/// An archive as the data directory of a pipeline knows it, and what it holds.
package struct ArchiveSummary: Hashable, Sendable {
    package var definition: ArchiveDefinition
    /// Whether the last pipeline on the directory had it.
    package var isLive: Bool
    package var events: Int
    /// Those of them that are in no object yet.
    package var unpacked: Int
    package var objects: Int
    /// Of the objects, as they are packed.
    package var bytes: Int
    /// Events that were removed when their retention had passed.
    package var expired: Int
    package var oldest: Timestamp?
    package var newest: Timestamp?

    package var json: JSON {
        [
            "archive": .string(definition.name), "bus": .string(definition.bus),
            "pattern": definition.pattern ?? .null, "retention_days": .int(definition.retentionDays),
            "bucket": .string(definition.bucket), "description": definition.summary.map { .string($0) } ?? .null,
            "live": .bool(isLive), "events": .int(events), "unpacked": .int(unpacked), "objects": .int(objects),
            "bytes": .int(bytes), "expired": .int(expired),
            "oldest": oldest.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "newest": newest.map { .string($0.rfc3339(digits: 6)) } ?? .null,
        ]
    }
}
