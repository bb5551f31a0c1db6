import EventModel
import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Database {
    /// Runs a statement that is prepared once and kept.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The rows of a query that is prepared once and kept.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first row's first column as an integer; nil if there is no row, or null.
    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int? {
        try Int.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first row's first column as text; nil if there is no row, or null.
    func text(_ sql: String, _ arguments: StatementArguments = []) throws -> String? {
        try String.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Raises a counter that outlives the process, in the transaction it belongs to.
    func count(_ name: String, by n: Int = 1) throws {
        guard n != 0 else { return }
        try run(
            "INSERT INTO counters VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = value + excluded.value",
            [name, n]
        )
    }
}

extension Timestamp: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { nanoseconds.databaseValue }
    static func fromDatabaseValue(_ value: DatabaseValue) -> Timestamp? {
        Int64.fromDatabaseValue(value).map(Timestamp.init(nanoseconds:))
    }
}

extension JSON {
    /// JSON that a column holds; null where it holds none.
    init(column text: String?) {
        self = text.flatMap { try? JSON(parsing: $0) } ?? .null
    }
}

/// Bytes in a column; the only place that needs Foundation's `Data`, in which GRDB takes them.
struct Blob: DatabaseValueConvertible {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    var databaseValue: DatabaseValue { Data(bytes).databaseValue }
    static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
        Data.fromDatabaseValue(value).map { Blob([UInt8]($0)) }
    }
}
