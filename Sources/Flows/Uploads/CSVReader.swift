/// Reads comma-separated values by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180): quoted fields with commas, line ends and
/// doubled quotes; lines that end in CRLF, LF or CR. A byte order mark at the start is passed over, empty lines too.
struct CSVReader {
    /// One record and the line it starts on, counted from 1.
    struct Row: Hashable, Sendable {
        var line: Int
        var fields: [String]
    }

    private let bytes: [UInt8]
    private var i = 0
    private var line = 1

    /// - Throws: ``CSVError`` if the text is not UTF-8, with the line at fault.
    init(_ bytes: [UInt8]) throws(CSVError) {
        if String(validating: bytes, as: UTF8.self) == nil {
            throw CSVError(line: CSVReader.lineOfBadByte(bytes), reason: "is not UTF-8; save the file as UTF-8")
        }
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { i = 3 }
    }

    /// The next record, or nil at the end.
    ///
    /// - Throws: ``CSVError`` for a quote that is never closed, or text beside a quoted field.
    mutating func next() throws(CSVError) -> Row? {
        while i < bytes.count, isLineEnd(bytes[i]) { passLineEnd() }
        guard i < bytes.count else { return nil }
        var row = Row(line: line, fields: [])
        while true {
            row.fields.append(try field(column: row.fields.count + 1))
            guard i < bytes.count else { return row }
            if bytes[i] == UInt8(ascii: ",") {
                i += 1
            } else {
                passLineEnd()
                return row
            }
        }
    }

    /// Every record.
    static func rows(_ bytes: [UInt8]) throws(CSVError) -> [Row] {
        var reader = try CSVReader(bytes)
        var rows: [Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private mutating func field(column: Int) throws(CSVError) -> String {
        guard i < bytes.count, bytes[i] == UInt8(ascii: "\"") else {
            let start = i
            while i < bytes.count, bytes[i] != UInt8(ascii: ","), !isLineEnd(bytes[i]) {
                guard bytes[i] != UInt8(ascii: "\"") else {
                    throw CSVError(
                        line: line,
                        reason: "has a quote within field \(column); put the whole field in quotes"
                    )
                }
                i += 1
            }
            return String(decoding: bytes[start..<i], as: UTF8.self)
        }
        let opened = line
        i += 1
        var text: [UInt8] = []
        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "\"") {
                i += 1
                guard i < bytes.count, bytes[i] == UInt8(ascii: "\"") else {
                    guard i == bytes.count || bytes[i] == UInt8(ascii: ",") || isLineEnd(bytes[i]) else {
                        throw CSVError(line: line, reason: "has text after the closing quote of field \(column)")
                    }
                    return String(decoding: text, as: UTF8.self)
                }
                i += 1
                text.append(byte)
            } else if isLineEnd(byte) {
                let start = i
                passLineEnd()
                text.append(contentsOf: bytes[start..<i])
            } else {
                i += 1
                text.append(byte)
            }
        }
        throw CSVError(line: opened, reason: "opens a quote in field \(column) that is never closed")
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private mutating func passLineEnd() {
        let byte = bytes[i]
        i += 1
        if byte == 0x0D, i < bytes.count, bytes[i] == 0x0A { i += 1 }
        line += 1
    }

    private static func lineOfBadByte(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

/// Why a text is not comma-separated values.
struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counts from 1.
    var line: Int
    var reason: String
    var description: String { "line \(line) \(reason)" }
}
