package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The tables of a data directory, looked at and cleared from outside its pipeline, while it runs or not.
package final class TableBook: Sendable {
    /// A table with how many items it has.
    package struct Table: Hashable, Sendable {
        package var name: String
        package var items: Int
    }
    /// An item with its keys; `sort` is empty where the table has no sort key.
    package struct Item: Hashable, Sendable {
        package var key: String
        package var sort: String
        package var value: JSON
    }

    private let journal: Journal
    private let directory: String

    /// - Throws: ``JournalError``, `unavailable` where there is no pipeline's data.
    package init(data directory: String) throws {
        guard access(directory + "/pipeline.sqlite", F_OK) == 0 else {
            throw JournalError(
                .unavailable,
                "no pipeline has run on \(directory) (there is no \(directory)/pipeline.sqlite)"
            )
        }
        journal = try Journal(directory: directory)
        self.directory = directory
    }

    /// The tables that have items, by name.
    package func tables() async throws -> [Table] {
        try await journal.read { db in
            try db.rows("SELECT tbl, count(*) FROM items GROUP BY tbl ORDER BY tbl").map {
                Table(name: $0[0], items: $0[1])
            }
        }
    }

    /// The items of a table by their keys, at most `limit`; of one partition key, if one is named.
    package func items(of table: String, key: String? = nil, limit: Int) async throws -> [Item] {
        try await journal.read { db in
            try db.rows(
                """
                SELECT key, sort, value FROM items WHERE tbl = ?1 AND (?2 IS NULL OR key = ?2) ORDER BY key, sort LIMIT ?3
                """,
                [table, key, limit]
            ).map { Item(key: $0[0], sort: $0[1], value: JSON(column: try Payload.text($0, 2))) }
        }
    }

    /// Deletes every item of a table, in one transaction, and tells of it in the telemetry; answers how many that were. Its change
    /// stream, if it has one, does not hear of it: to whoever reads the changes, the table is lost as by an accident.
    ///
    /// - Parameters:
    ///   - actor: who does it, for the telemetry.
    ///   - reason: why.
    package func clear(_ table: String, by actor: String, reason: String? = nil, at now: Timestamp) async throws -> Int
    {
        // A file of its own: the pipeline's is rotated by the pipeline.
        let telemetry = try TelemetryWriter(folder: directory + "/telemetry", prefix: "telemetry-\(getpid())-")
        let count = try await journal.write { db in
            try db.run("DELETE FROM items WHERE tbl = ?", [table])
            return db.changesCount
        }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            .warn,
            service: "pipeline",
            eventType: "TableCleared",
            correlationID: nil,
            "\(count) items of the table \(table) were deleted by \(actor)"
        )
        lines.add(head) { fields in
            fields.add("resource", "table/\(table)")
            fields.add("count", count)
            fields.add("actor", actor)
            fields.add("reason", reason)
        }
        telemetry.write(lines)
        telemetry.flush()
        return count
    }
}
