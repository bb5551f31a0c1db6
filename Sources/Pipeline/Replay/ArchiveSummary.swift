package import EventModel
import GRDB

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

extension ArchiveSummary {
    static func all(in db: Database) throws -> [ArchiveSummary] {
        try db.rows("SELECT \(ArchiveDesk.archiveColumns) FROM archives ORDER BY live DESC, name").map { row in
            let name: String = row[0]
            let rows = try db.rows(
                "SELECT count(*), min(time), max(time) FROM archive_rows WHERE archive = ?",
                [name]
            )[0]
            let objects = try db.rows(
                """
                SELECT count(*), coalesce(sum(events), 0), coalesce(sum(bytes), 0), min(since), max(until)
                FROM archive_objects WHERE archive = ?
                """,
                [name]
            )[0]
            return ArchiveSummary(
                definition: ArchiveDesk.definition(row),
                isLive: row[6],
                events: (rows[0] as Int) + (objects[1] as Int),
                unpacked: rows[0],
                objects: objects[0],
                bytes: objects[2],
                expired: try db.integer("SELECT value FROM counters WHERE name = ?", ["archives.expired.\(name)"])
                    ?? 0,
                oldest: [rows[1] as Timestamp?, objects[3]].compactMap { $0 }.min(),
                newest: [rows[2] as Timestamp?, objects[4]].compactMap { $0 }.max()
            )
        }
    }
}
