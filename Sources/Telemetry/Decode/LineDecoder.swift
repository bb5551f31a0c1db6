import CSimdjson
import EventModel

/// Finds the fields of a record in one line, whatever library wrote it. Holds the last line decoded; the pointers it
/// gives out are valid until the next.
///
/// Not `Sendable`: one for each writer, and a pool of them for readers.
final class LineDecoder {
    /// Readable bytes that must follow a line.
    static let padding = 64

    private let parser: OpaquePointer
    let aliases: AliasTable
    /// For each field the index of its value on the tape (0: not there), the rank of the name it stood under, and how to read it.
    /// Behind pointers: they are read and written several times a name of a line, and an access to a class's stored
    /// variable is checked for exclusivity each time.
    let places: UnsafeMutablePointer<Int>
    let ranks: UnsafeMutablePointer<Int16>
    let readings: UnsafeMutablePointer<FieldReading>
    static let fieldCount = RecordField.allCases.count
    /// The first object that stands under a name for the message; 0: none.
    var messageObject = 0
    /// The time that the object says, and what the text around it says.
    var ownTime: Timestamp?
    var outside = LinePrefix()
    /// A message that was a record itself, for where that record has none.
    var carried: [UInt8]?

    private(set) var tape: JSONTape
    /// Where a line is read into that stands in a file.
    let buffer = LineBuffer()

    init(aliases: AliasTable = .process) {
        // Where there is no memory Swift's own collections end the process too; nothing could be said of a line without this.
        guard let parser = tailrace_json_parser_new() else { fatalError("no memory for a JSON parser") }
        self.parser = parser
        self.aliases = aliases
        places = .allocate(capacity: Self.fieldCount)
        places.initialize(repeating: 0, count: Self.fieldCount)
        ranks = .allocate(capacity: Self.fieldCount)
        ranks.initialize(repeating: .max, count: Self.fieldCount)
        readings = .allocate(capacity: Self.fieldCount)
        readings.initialize(repeating: .plain, count: Self.fieldCount)
        // A place that is never read before the first parse replaces it.
        tape = JSONTape(
            words: UnsafePointer(bitPattern: 8).unsafelyUnwrapped,
            strings: UnsafePointer(bitPattern: 8).unsafelyUnwrapped
        )
    }

    deinit {
        tailrace_json_parser_free(parser)
        places.deallocate()
        ranks.deallocate()
        readings.deallocate()
    }

    /// Decodes a line: a JSON object, text in front of one, or a line of a container runtime.
    ///
    /// An object that is followed by text is a broken one; after text in front it may.
    ///
    /// - Parameter line: without its newline; ``padding`` readable bytes follow it.
    /// - Returns: whether it is a record.
    func decode(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        outside = LinePrefix()
        carried = nil
        var line = line
        if line.count >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF {
            line = UnsafeBufferPointer(rebasing: line[3...])
        }
        guard let first = line.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        if line[first] == UInt8(ascii: "{") {
            guard parse(line) || parseElement(line) else { return false }
            collect()
        } else if let runtime = RuntimeLine(line) {
            return decode(runtime)
        } else {
            guard parseAfterPrefix(line, from: first) else { return false }
            collect()
        }
        if let message = carriedRecord() { open(message) { self.parseAgain(line) } }
        return true
    }

    @inline(__always)
    static func isSpace(_ b: UInt8) -> Bool { b == 0x20 || b == 0x09 || b == 0x0D || b == 0x0A }

    func parse(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return false }
        var out = tailrace_json_tape()
        switch Int(tailrace_json_parse(parser, base, text.count, &out)) {
        case Int(TAILRACE_JSON_OK): break
        case Int(TAILRACE_JSON_NUMBER):
            guard let json = try? JSON(parsing: Array(text)) else { return false }
            guard reparse(Array(Self.spelled(json).description.utf8), &out) else { return false }
        case Int(TAILRACE_JSON_TEXT):
            guard let whole = LoneSurrogates.replaced(text) else { return false }
            guard reparse(whole, &out) else { return false }
        default: return false
        }
        // The shim gives both pointers whenever it reports success.
        tape = JSONTape(words: out.tape.unsafelyUnwrapped, strings: out.strings.unsafelyUnwrapped)
        return tape.kind(JSONTape.top) == .object
    }

    private func reparse(_ text: [UInt8], _ out: inout tailrace_json_tape) -> Bool {
        let padded = text + [UInt8](repeating: 0, count: Self.padding)
        return padded.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return false }
            return Int(tailrace_json_parse(parser, base, text.count, &out)) == Int(TAILRACE_JSON_OK)
        }
    }

    /// Parses a text that is not the line's own; the parser keeps what it needs of it.
    func parse(made text: [UInt8]) -> Bool {
        let padded = text + [UInt8](repeating: 0, count: Self.padding)
        return padded.withUnsafeBufferPointer { parse(UnsafeBufferPointer(rebasing: $0[..<text.count])) }
    }

    /// Numbers beyond 64 bits and doubles become text, so that one of them does not cost the whole line.
    private static func spelled(_ json: JSON) -> JSON {
        switch json {
        case .number(let n):
            n.integer == nil && (!n.value.isFinite || !n.text.contains { $0 == "." || $0 == "e" || $0 == "E" })
                ? .string(n.text) : json
        case .array(let elements): .array(elements.map(spelled))
        case .object(let object): .object(JSON.Object(object.members.map { JSON.Member($0.name, spelled($0.value)) }))
        default: json
        }
    }

    /// An element of an array that was written one a line: its comma is not its own.
    func parseElement(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = line.lastIndex(where: { !Self.isSpace($0) }), line[last] == UInt8(ascii: ",") else {
            return false
        }
        return parse(UnsafeBufferPointer(rebasing: line[..<last]))
    }

    @inline(__always)
    func rank(_ field: RecordField) -> Int16 { ranks[field.rawValue] }

    @inline(__always)
    func place(_ field: RecordField) -> Int { places[field.rawValue] }

    @inline(__always)
    func has(_ field: RecordField) -> Bool { places[field.rawValue] != 0 }

    @inline(__always)
    func reading(_ field: RecordField) -> FieldReading { readings[field.rawValue] }

    @inline(__always)
    func isRead(_ field: RecordField, as reading: FieldReading) -> Bool {
        has(field) && self.reading(field) == reading
    }
}
