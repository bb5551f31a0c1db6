import EventModel
import GRDB
import GRDBSQLite

/// A cached statement that is bound, stepped and read without a value of GRDB's for each parameter and column: what every message
/// passes through costs a third of the time. Reset when the body of ``Database/raw(_:_:)`` ends, however it ends.
struct RawStatement: ~Copyable {
    private let statement: OpaquePointer
    private let connection: OpaquePointer?
    private var bound: Int32 = 0

    fileprivate init(_ statement: OpaquePointer, _ connection: OpaquePointer?) {
        self.statement = statement
        self.connection = connection
    }

    // MARK: Parameters, in order

    mutating func bind(_ value: Int64) {
        bound += 1
        sqlite3_bind_int64(statement, bound, value)
    }
    mutating func bind(_ value: Int) { bind(Int64(value)) }
    mutating func bind(_ value: Timestamp) { bind(value.nanoseconds) }
    mutating func bindNull() {
        bound += 1
        sqlite3_bind_null(statement, bound)
    }
    mutating func bind(_ value: Int?) { if let value { bind(value) } else { bindNull() } }
    mutating func bind(_ value: Timestamp?) { if let value { bind(value) } else { bindNull() } }
    mutating func bind(_ value: String) {
        bound += 1
        var value = value
        _ = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(statement, bound, $0.baseAddress, Int32($0.count), RawStatement.copied)
            }
        }
    }
    mutating func bind(_ value: String?) { if let value { bind(value) } else { bindNull() } }
    /// As a blob.
    mutating func bind(_ value: [UInt8]) {
        bound += 1
        _ = value.withUnsafeBytes {
            if let start = $0.baseAddress, !$0.isEmpty {
                sqlite3_bind_blob(statement, bound, start, Int32($0.count), RawStatement.copied)
            } else {
                sqlite3_bind_zeroblob(statement, bound, 0)
            }
        }
    }

    // MARK: Steps

    /// Whether there is one more row.
    ///
    /// - Throws: `DatabaseError`.
    func step() throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection))
            )
        }
    }

    // MARK: Columns of the row, from 0

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(nanoseconds: sqlite3_column_int64(statement, column))
    }
    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }
    func optionalTimestamp(_ column: Int32) -> Timestamp? { isNull(column) ? nil : timestamp(column) }
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
    func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
    /// A text's UTF-8 in place, until the next step; empty for none.
    func utf8(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, column)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
    }
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    fileprivate func reset() { sqlite3_reset(statement) }
}

extension Database {
    /// Runs a statement that is prepared once and kept: `body` binds its parameters in order, steps it and reads what it gives.
    func raw<R>(_ sql: String, _ body: (inout RawStatement) throws -> R) throws -> R {
        var statement = RawStatement(try cachedStatement(sql: sql).sqliteStatement, sqliteConnection)
        defer { statement.reset() }
        return try body(&statement)
    }
}
