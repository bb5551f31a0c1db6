import EventModel

/// Reads a path. Also used in the middle of a text: of an intrinsic function's arguments, and of a filter.
struct PathParser {
    /// Filters in brackets may nest this deep.
    private static let depth = 16
    /// More segments than any value has levels can not lead anywhere.
    private static let mostSegments = 512
    /// Names or indices that one bracket may list.
    private static let mostInBracket = 256

    let bytes: [UInt8]
    var i = 0
    private var nesting = 0

    init(_ text: String) { bytes = Array(text.utf8) }
    init(bytes: [UInt8], at i: Int, nesting: Int = 0) {
        self.bytes = bytes
        self.i = i
        self.nesting = nesting
    }

    func mistake(_ reason: String) -> Path.Mistake { Path.Mistake(offset: i, reason: reason) }

    mutating func whole() throws(Path.Mistake) -> Path {
        let path = try self.path()
        guard i == bytes.count else { throw mistake("the path should end here") }
        return path
    }

    mutating func path() throws(Path.Mistake) -> Path {
        let start = i
        let root = try self.root()
        var segments: [Path.Segment] = []
        while i < bytes.count, bytes[i] == UInt8(ascii: ".") || bytes[i] == UInt8(ascii: "[") {
            guard segments.count < Self.mostSegments else { throw mistake("the path is too long") }
            if segments.last == .length { throw mistake("nothing may follow length()") }
            if bytes[i] == UInt8(ascii: "[") {
                segments.append(try bracket())
            } else if i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ".") {
                i += 2
                segments.append(.descendants)
                segments.append(i < bytes.count && bytes[i] == UInt8(ascii: "[") ? try bracket() : try name())
            } else {
                i += 1
                segments.append(try name())
            }
        }
        return Path(root: root, segments: segments, text: String(decoding: bytes[start..<i], as: UTF8.self))
    }

    private mutating func root() throws(Path.Mistake) -> Path.Root {
        guard i < bytes.count else { throw mistake("a path should be here") }
        if bytes[i] == UInt8(ascii: "@"), nesting > 0 {
            i += 1
            return .current
        }
        guard bytes[i] == UInt8(ascii: "$") else { throw mistake("a path starts with $") }
        i += 1
        if i < bytes.count, bytes[i] == UInt8(ascii: "$") {
            i += 1
            return .context
        }
        let start = i
        while i < bytes.count, Self.isWord(bytes[i]) { i += 1 }
        guard i > start else { return .input }
        guard !(48...57).contains(bytes[start]) else { throw mistake("a variable's name does not start with a digit") }
        return .variable(String(decoding: bytes[start..<i], as: UTF8.self))
    }

    static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// After a dot: a name, `*` or `length()`.
    private mutating func name() throws(Path.Mistake) -> Path.Segment {
        guard i < bytes.count else { throw mistake("a name should follow the dot") }
        if bytes[i] == UInt8(ascii: "*") {
            i += 1
            return .wildcard
        }
        let start = i
        let ends = Array(".[]()'\"*?,@&|!<>={} \t\r\n".utf8)
        while i < bytes.count, !ends.contains(bytes[i]) { i += 1 }
        guard i > start else { throw mistake("a name should follow the dot") }
        let name = String(decoding: bytes[start..<i], as: UTF8.self)
        if i < bytes.count, bytes[i] == UInt8(ascii: "(") {
            guard name == "length", i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ")") else {
                throw mistake("the only function of a path is length()")
            }
            i += 2
            return .length
        }
        return .child(name)
    }

    mutating func skipSpace() {
        while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
    }

    func at(_ character: Unicode.Scalar) -> Bool { i < bytes.count && bytes[i] == UInt8(ascii: character) }

    mutating func expect(_ character: Unicode.Scalar) throws(Path.Mistake) {
        guard at(character) else { throw mistake("'\(character)' should be here") }
        i += 1
    }

    private mutating func bracket() throws(Path.Mistake) -> Path.Segment {
        try expect("[")
        skipSpace()
        let segment: Path.Segment
        if at("*") {
            i += 1
            segment = .wildcard
        } else if at("?") {
            i += 1
            skipSpace()
            try expect("(")
            segment = .filter(try filter())
            try expect(")")
        } else if at("'") || at("\"") {
            var names = [try quoted()]
            skipSpace()
            while at(",") {
                i += 1
                skipSpace()
                names.append(try quoted())
                guard names.count <= Self.mostInBracket else { throw mistake("the bracket lists too much") }
                skipSpace()
            }
            segment = names.count == 1 ? .child(names[0]) : .children(names)
        } else {
            segment = try positions()
        }
        skipSpace()
        try expect("]")
        return segment
    }

    /// An index, several, or a slice.
    private mutating func positions() throws(Path.Mistake) -> Path.Segment {
        var numbers: [Int?] = [at(":") ? nil : try integer()]
        skipSpace()
        if at(":") {
            while at(":"), numbers.count < 3 {
                i += 1
                skipSpace()
                numbers.append(at(":") || at("]") ? nil : try integer())
                skipSpace()
            }
            let step = (numbers.count > 2 ? numbers[2] : nil) ?? 1
            guard step > 0 else { throw mistake("the step of a slice must be above 0") }
            return .slice(from: numbers[0], to: numbers[1], step: step)
        }
        var indices = numbers.compactMap { $0 }
        while at(",") {
            i += 1
            skipSpace()
            indices.append(try integer())
            guard indices.count <= Self.mostInBracket else { throw mistake("the bracket lists too much") }
            skipSpace()
        }
        return indices.count == 1 ? .index(indices[0]) : .indices(indices)
    }

    private mutating func integer() throws(Path.Mistake) -> Int {
        let start = i
        if at("-") { i += 1 }
        while i < bytes.count, (48...57).contains(bytes[i]) { i += 1 }
        guard let value = Int(String(decoding: bytes[start..<i], as: UTF8.self)), value > Int(Int32.min),
            value < Int(Int32.max)
        else { throw mistake("an index should be here") }
        return value
    }

    /// A name in quotes. A backslash stands for itself, save before the quote that encloses.
    mutating func quoted() throws(Path.Mistake) -> String {
        guard at("'") || at("\"") else { throw mistake("a name in quotes should be here") }
        let quote = bytes[i]
        i += 1
        var out: [UInt8] = []
        while i < bytes.count, bytes[i] != quote {
            if bytes[i] == UInt8(ascii: "\\"), i + 1 < bytes.count, bytes[i + 1] == quote { i += 1 }
            out.append(bytes[i])
            i += 1
        }
        guard i < bytes.count else { throw mistake("the quote is not closed") }
        i += 1
        return String(decoding: out, as: UTF8.self)
    }

    /// What is between the parentheses of `[?( )]`.
    private mutating func filter() throws(Path.Mistake) -> PathFilter {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.depth else { throw mistake("the filter nests too deep") }
        var parts = [try conjunction()]
        skipSpace()
        while at("|") {
            i += 1
            try expect("|")
            parts.append(try conjunction())
            skipSpace()
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(Path.Mistake) -> PathFilter {
        var parts = [try condition()]
        skipSpace()
        while at("&") {
            i += 1
            try expect("&")
            parts.append(try condition())
            skipSpace()
        }
        return parts.count == 1 ? parts[0] : .every(parts)
    }

    private mutating func condition() throws(Path.Mistake) -> PathFilter {
        skipSpace()
        if at("!"), !(i + 1 < bytes.count && bytes[i + 1] == UInt8(ascii: "=")) {
            i += 1
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= Self.depth else { throw mistake("the filter nests too deep") }
            return .not(try condition())
        }
        if at("(") {
            i += 1
            let inner = try filter()
            try expect(")")
            return inner
        }
        let left = try operand()
        skipSpace()
        for op in PathFilter.Operator.allCases where bytes[i...].starts(with: op.rawValue.utf8) {
            i += op.rawValue.utf8.count
            skipSpace()
            return .compare(left, op, try operand())
        }
        guard case .path(let path) = left else { throw mistake("a comparison should be here") }
        return .exists(path)
    }

    private mutating func operand() throws(Path.Mistake) -> PathFilter.Operand {
        guard i < bytes.count else { throw mistake("the filter is not closed") }
        if at("'") || at("\"") { return .literal(.string(try quoted())) }
        if at("$") || at("@") { return .path(try path()) }
        let start = i
        while i < bytes.count, Self.isWord(bytes[i]) || "+-.".utf8.contains(bytes[i]) { i += 1 }
        guard i > start else {
            throw mistake("a path, a number, a text in quotes, true, false or null should be here")
        }
        // A word that is no value is taken as a text, as the field's readers do.
        let word = Array(bytes[start..<i])
        return .literal((try? JSON(parsing: word)) ?? .string(String(decoding: word, as: UTF8.self)))
    }
}
