/// Where bytes first are not UTF-8, counted from 0; nil where all of them are.
func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var place = 0
    var decoder = Unicode.UTF8.ForwardParser()
    var input = bytes.makeIterator()
    while true {
        switch decoder.parseScalar(from: &input) {
        case .valid(let scalar): place += scalar.count
        case .error: return place
        case .emptyInput: return nil
        }
    }
}

/// A place in a text as people count it: lines and columns from 1, a column being a byte.
struct TextPlace: Hashable, Sendable, CustomStringConvertible {
    var line: Int
    var column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte offset.
    init(_ offset: Int, in bytes: [UInt8]) {
        line = 1
        var start = 0
        for i in 0..<min(offset, bytes.count) where bytes[i] == 0x0A {
            line += 1
            start = i + 1
        }
        column = min(offset, bytes.count) - start + 1
    }

    var description: String { "line \(line), column \(column)" }
}
