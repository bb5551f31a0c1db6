import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A payload on its way into a column, encrypted if the journal has a key: text that is not stays text, for whoever looks at the database.
enum Payload {
    static func column(_ text: String) throws -> any DatabaseValueConvertible {
        guard let key = PayloadKey.current else { return text }
        return Blob(try key.seal(Array(text.utf8)))
    }

    static func column(_ bytes: [UInt8]) throws -> Blob { Blob(try sealed(bytes)) }

    /// The bytes as a column has them.
    static func sealed(_ bytes: [UInt8]) throws -> [UInt8] { try PayloadKey.current?.seal(bytes) ?? bytes }

    /// The bytes that a column has, as they were before.
    static func opened(_ bytes: [UInt8]) throws -> [UInt8] { try PayloadKey.current?.open(bytes) ?? bytes }

    /// A column's text.
    ///
    /// - Throws: ``JournalError`` `corrupt`.
    static func text(_ row: Row, _ column: Int) throws -> String {
        guard let key = PayloadKey.current, case .blob(let data) = (row[column] as DatabaseValue).storage else {
            return row[column]
        }
        return String(decoding: try key.open([UInt8](data)), as: UTF8.self)
    }

    /// A column's bytes.
    ///
    /// - Throws: ``JournalError`` `corrupt`.
    static func bytes(_ row: Row, _ column: Int) throws -> [UInt8] { try opened((row[column] as Blob).bytes) }
}

extension Database {
    /// The first row's first column as a payload's text; nil if there is no row.
    func payload(_ sql: String, _ arguments: StatementArguments = []) throws -> String? {
        guard let row = try rows(sql, arguments).first else { return nil }
        return try Payload.text(row, 0)
    }
}
