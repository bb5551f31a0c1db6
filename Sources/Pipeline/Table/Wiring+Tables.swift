import EventModel
import GRDB

/// A write to a table.
struct TableChange: Sendable {
    var table: String
    var key: String
    var sort: String
    /// Nil: the item is deleted.
    var new: JSON?
    /// Whether its time was up, and nobody deleted it.
    var isExpiry = false
}

extension Wiring {
    /// The service's limits
    /// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
    private enum Limit {
        static let key = 2_048
        static let sort = 1_024
        static let item = 409_600
        static let depth = 32
    }

    static func item(_ table: String, _ key: String, _ sort: String, in db: Database) throws -> JSON? {
        try db.payload("SELECT value FROM items WHERE tbl = ? AND key = ? AND sort = ?", [table, key, sort]).map {
            JSON(column: $0)
        }
    }

    /// Writes or deletes an item, and its change if the table has a stream. A write that changes nothing leaves none.
    ///
    /// - Throws: ``ErrorInfo`` `ValidationException`.
    func write(
        _ change: TableChange,
        correlationID: String?,
        causationID: String?,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        let definition = tables[change.table]
        let old = definition?.stream == nil ? nil : try Wiring.item(change.table, change.key, change.sort, in: db)
        if let new = change.new {
            if let definition { try check(change, new, definition) }
            try db.run(
                "INSERT OR REPLACE INTO items VALUES(?, ?, ?, ?, ?)",
                [
                    change.table, change.key, change.sort, try Payload.column(new.description),
                    definition?.expiry(of: new, at: now),
                ]
            )
        } else {
            try db.run(
                "DELETE FROM items WHERE tbl = ? AND key = ? AND sort = ?",
                [change.table, change.key, change.sort]
            )
        }
        guard let definition, let view = definition.stream, let stream = streams[.table(change.table)],
            let record = definition.record(of: change, old: old, view)
        else { return }
        try stream.put(
            StreamEntry(
                record.utf8,
                // One item's changes are in order by it.
                partitionKey: String("\(change.key)\u{1F}\(change.sort)".prefix(256)),
                correlationID: correlationID,
                causationID: causationID,
                eventType: record["eventName"]?.string
            ),
            in: db,
            at: now,
            &lines
        )
    }

    private func check(_ change: TableChange, _ item: JSON, _ definition: TableDefinition) throws(ErrorInfo) {
        func refuse(_ why: String) -> ErrorInfo {
            ErrorInfo(type: "ValidationException", message: "table \(change.table): \(why)")
        }
        guard item.object != nil else { throw refuse("an item is a JSON object") }
        if change.key.isEmpty || change.key.utf8.count > Limit.key {
            throw refuse("a partition key has 1 to 2048 bytes")
        }
        if definition.sortKey != nil, change.sort.isEmpty || change.sort.utf8.count > Limit.sort {
            throw refuse("a sort key has 1 to 1024 bytes")
        }
        if definition.sortKey == nil, !change.sort.isEmpty { throw refuse("it has no sort key") }
        if AttributeValue.isDeeper(item, than: Limit.depth) {
            throw refuse("Nesting Levels have exceeded supported limits: \(Limit.depth)")
        }
        let size = item.utf8.count
        if size > Limit.item {
            throw refuse("Item size has exceeded the maximum allowed size: \(size) of \(Limit.item)")
        }
    }

    /// Deletes the items whose time is up, at most `limit`; answers how many.
    func expireItems(in db: Database, at now: Timestamp, limit: Int = 1_000, _ lines: inout TelemetryLines) throws
        -> Int
    {
        let rows = try db.rows(
            "SELECT tbl, key, sort FROM items WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?",
            [now, limit]
        )
        for row in rows {
            let correlationID = ids()
            if tables[row[0] as String]?.stream != nil { try startFlow(correlationID, "expiry", in: db, at: now) }
            try write(
                TableChange(table: row[0], key: row[1], sort: row[2], new: nil, isExpiry: true),
                correlationID: correlationID,
                causationID: nil,
                in: db,
                at: now,
                &lines
            )
        }
        return rows.count
    }

    static func hasExpiredItems(in db: Database, at now: Timestamp) throws -> Bool {
        try db.integer("SELECT 1 FROM items WHERE expires IS NOT NULL AND expires <= ? LIMIT 1", [now]) != nil
    }
}

extension TableDefinition {
    /// The record of a change; nil if nothing changed.
    func record(of change: TableChange, old: JSON?, _ view: StreamView) -> JSON? {
        let name: JSON
        switch (old, change.new) {
        case (nil, nil): return nil
        case (nil, .some): name = "INSERT"
        case (.some, nil): name = "REMOVE"
        case (let old?, let new?):
            if AttributeValue.same(old, new) { return nil }
            name = "MODIFY"
        }
        let keys = keys(change.key, change.sort)
        func image(_ item: JSON) -> JSON {
            var image = AttributeValue.typed(item.object ?? JSON.Object([.init("value", item)]))
            for key in keys.members { image[key.name] = key.value }
            return .object(image)
        }
        var inner = JSON.Object([.init("Keys", .object(keys))])
        if let new = change.new, view == .newImage || view == .newAndOldImages { inner["NewImage"] = image(new) }
        if let old, view == .oldImage || view == .newAndOldImages { inner["OldImage"] = image(old) }
        inner["StreamViewType"] = .string(view.rawValue)
        inner["SizeBytes"] = .int(JSON.object(inner).utf8.count)
        var record = JSON.Object([.init("eventName", name), .init("dynamodb", .object(inner))])
        if change.isExpiry {
            record["userIdentity"] = ["type": "Service", "principalId": "dynamodb.amazonaws.com"]
        }
        return .object(record)
    }
}
