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
    private let aliases: AliasTable
    /// For each field the index of its value on the tape (0: not there), the rank of the name it stood under, and how to read it.
    /// Behind pointers: they are read and written several times a name of a line, and an access to a class's stored
    /// variable is checked for exclusivity each time.
    private let places: UnsafeMutablePointer<Int>
    private let ranks: UnsafeMutablePointer<Int16>
    private let readings: UnsafeMutablePointer<FieldReading>
    private static let fieldCount = RecordField.allCases.count
    private var messageObject = 0
    private var scratch: [UInt8] = []
    /// What stands in for the message or the time when an envelope or a prefix says it.
    private var outerTime: Timestamp?
    private var innerText: [UInt8]?

    private(set) var tape: JSONTape

    init(aliases: AliasTable = .standard) {
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

    /// Decodes a line.
    ///
    /// - Parameter line: without its newline; ``padding`` readable bytes follow it.
    /// - Returns: whether it is a JSON object, or text in front of one.
    func decode(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        outerTime = nil
        innerText = nil
        var line = line
        if line.count >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF {
            line = UnsafeBufferPointer(rebasing: line[3...])
        }
        guard let first = line.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        if line[first] == UInt8(ascii: "{") {
            guard parse(line) else { return false }
        } else {
            guard parseAfterPrefix(line, from: first) else { return false }
        }
        collect()
        if place(.envelopeLog) != 0, place(.envelopeStream) != 0, place(.message) == 0 { openEnvelope() }
        return true
    }

    private static func isSpace(_ b: UInt8) -> Bool { b == 0x20 || b == 0x09 || b == 0x0D || b == 0x0A }

    private func parse(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return false }
        var out = tailrace_json_tape()
        switch Int(tailrace_json_parse(parser, base, text.count, &out)) {
        case Int(TAILRACE_JSON_OK): break
        case Int(TAILRACE_JSON_NUMBER):
            guard let json = try? JSON(parsing: Array(text)) else { return false }
            scratch = Array(Self.spelled(json).description.utf8)
            guard reparseScratch(&out) else { return false }
        case Int(TAILRACE_JSON_TEXT):
            guard let whole = LoneSurrogates.replaced(text) else { return false }
            scratch = whole
            guard reparseScratch(&out) else { return false }
        default: return false
        }
        // The shim gives both pointers whenever it reports success.
        tape = JSONTape(words: out.tape.unsafelyUnwrapped, strings: out.strings.unsafelyUnwrapped)
        return tape.kind(JSONTape.top) == .object
    }

    private func reparseScratch(_ out: inout tailrace_json_tape) -> Bool {
        let count = scratch.count
        scratch.append(contentsOf: repeatElement(0, count: Self.padding))
        return scratch.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return false }
            return Int(tailrace_json_parse(parser, base, count, &out)) == Int(TAILRACE_JSON_OK)
        }
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

    /// Text in front of an object that ends the line, such as a container runtime's `TIME stdout F {…}`.
    private func parseAfterPrefix(_ line: UnsafeBufferPointer<UInt8>, from first: Int) -> Bool {
        guard let last = line.lastIndex(where: { !Self.isSpace($0) }), line[last] == UInt8(ascii: "}"),
            line[first] != UInt8(ascii: "["), line[first] != UInt8(ascii: "\""),
            let brace = line.firstIndex(of: UInt8(ascii: "{")), brace > first, Self.isSpace(line[brace - 1])
        else { return false }
        guard parse(UnsafeBufferPointer(rebasing: line[brace...])) else { return false }
        let word = line[first..<brace].prefix { !Self.isSpace($0) }
        outerTime = Timestamp(rfc3339: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: word)))
        return true
    }

    /// `{"log":…,"stream":…,"time":…}`: the line inside is the record, the envelope's time stands in where it says none.
    private func openEnvelope() {
        guard tape.kind(place(.envelopeLog)) == .string else { return }
        outerTime = time
        var inner = Array(tape.bytes(place(.envelopeLog)))
        while let last = inner.last, Self.isSpace(last) { inner.removeLast() }
        if inner.first == UInt8(ascii: "{") {
            scratch = inner
            var out = tailrace_json_tape()
            if reparseScratch(&out), let words = out.tape, let strings = out.strings {
                tape = JSONTape(words: words, strings: strings)
                if tape.kind(JSONTape.top) == .object {
                    collect()
                    return
                }
            }
            // The parser holds the failed text now; the envelope itself is needed again.
            places.update(repeating: 0, count: Self.fieldCount)
            messageObject = 0
        }
        innerText = inner
    }

    private func collect() {
        places.update(repeating: 0, count: Self.fieldCount)
        ranks.update(repeating: .max, count: Self.fieldCount)
        messageObject = 0
        collect(JSONTape.top, table: 0, tape)
        // So short a name says nothing unless the time is written as MongoDB does.
        if !isRead(.time, as: .mongoDB) {
            if isRead(.service, as: .mongoDB) { places[RecordField.service.rawValue] = 0 }
            if isRead(.correlation, as: .mongoDB) { places[RecordField.correlation.rawValue] = 0 }
        }
    }

    private func collect(_ object: Int, table: Int, _ tape: JSONTape) {
        tape.members(object) { name, value in
            guard let meaning = aliases.lookup(name, in: table) else { return true }
            let kind = tape.kind(value)
            for use in meaning.pointee.uses { note(use, value, kind, tape) }
            if meaning.pointee.inner != 0 {
                if kind == .object { collect(value, table: meaning.pointee.inner, tape) }
                if kind == .array, let first = tape.firstObject(value) {
                    collect(first, table: meaning.pointee.inner, tape)
                }
            }
            return true
        }
    }

    @inline(__always)
    private func note(_ use: AliasTable.Use, _ value: Int, _ kind: JSONTape.Kind, _ tape: JSONTape) {
        let field = use.field
        guard use.rank <= ranks[field.rawValue] else { return }
        switch kind {
        case .null: return
        case .object:
            switch field {
            case .metrics: break
            case .time where use.reading == .instant: break
            case .message:
                if messageObject == 0 { messageObject = value }
                return
            default: return
            }
        case .array:
            guard field == .errorStack || use.reading == .journal else { return }
        case .string:
            if tape.bytes(value).isEmpty, field != .message { return }
        default: break
        }
        places[field.rawValue] = value
        ranks[field.rawValue] = use.rank
        readings[field.rawValue] = use.reading
    }

    @inline(__always)
    func place(_ field: RecordField) -> Int { places[field.rawValue] }

    @inline(__always)
    func has(_ field: RecordField) -> Bool { places[field.rawValue] != 0 }

    @inline(__always)
    func reading(_ field: RecordField) -> FieldReading { readings[field.rawValue] }

    @inline(__always)
    private func isRead(_ field: RecordField, as reading: FieldReading) -> Bool {
        has(field) && self.reading(field) == reading
    }

    // MARK: - The record's fields

    var time: Timestamp? {
        guard has(.time) else { return outerTime }
        return TimeReading.value(tape, place(.time), reading(.time)) ?? outerTime
    }

    var severity: Severity? {
        guard has(.severity) else { return isRead(.time, as: .clef) ? .info : nil }
        let isNextcloud =
            reading(.severity) == .plain && isRead(.correlation, as: .nextcloud) && isRead(.service, as: .nextcloud)
        return SeverityReading.value(tape, place(.severity), isNextcloud ? .nextcloud : reading(.severity))
    }

    var hop: HopKind? {
        guard has(.hop), tape.kind(place(.hop)) == .string else { return nil }
        return HopKind(rawValue: tape.string(place(.hop)))
    }

    /// The bytes of a field that is a string.
    @inline(__always)
    func bytes(_ field: RecordField) -> UnsafeBufferPointer<UInt8>? {
        guard has(field), tape.kind(place(field)) == .string else { return nil }
        let bytes = tape.bytes(place(field))
        return reading(field) == .plain ? bytes : Self.traceID(bytes, reading(field))
    }

    private static func traceID(_ bytes: UnsafeBufferPointer<UInt8>, _ reading: FieldReading) -> UnsafeBufferPointer<
        UInt8
    >? {
        switch reading {
        case .traceparent where bytes.count >= 55: UnsafeBufferPointer(rebasing: bytes[3..<35])
        case .xray where bytes.starts(with: "Root=".utf8):
            UnsafeBufferPointer(rebasing: bytes[5...].prefix { $0 != UInt8(ascii: ";") })
        case .traceparent, .xray: nil
        default: bytes
        }
    }

    /// A field as text: a string as it is, anything else as JSON writes it.
    func text(_ field: RecordField) -> String? {
        guard has(field) else { return nil }
        if let bytes = bytes(field) { return String(decoding: bytes, as: UTF8.self) }
        switch tape.kind(place(field)) {
        case .string: return nil
        default: return tape.json(place(field)).description
        }
    }

    func integer(_ field: RecordField) -> Int? { has(field) ? tape.integer(place(field)) : nil }

    /// A duration in nanoseconds. Where the name says no unit it is milliseconds, but seconds beside a time that is
    /// written in seconds with a fraction, as zap and what is built on it do.
    func nanoseconds(_ field: RecordField) -> Int64? {
        guard has(field) else { return nil }
        let inSeconds = has(.time) && tape.kind(place(.time)) == .double
        return DurationReading.value(tape, place(field), reading(field), plain: inSeconds ? 1e9 : 1e6)
    }

    /// What ties the line to its flow: its correlation id, else its trace id, else the id of the request it belongs to.
    var flowField: RecordField? { FlowKeys(self).field }

    var correlationID: String? { flowField.flatMap { text($0) } }

    var message: String? {
        if let innerText { return String(decoding: innerText, as: UTF8.self) }
        if isRead(.message, as: .template), let bytes = bytes(.message) { return MessageTemplate.fill(bytes, tape) }
        if isRead(.message, as: .journal), tape.kind(place(.message)) == .array { return journalText(place(.message)) }
        if let text = text(.message) { return text }
        if messageObject != 0 { return tape.json(messageObject).description }
        return nil
    }

    /// The systemd journal writes what is not printable as an array of bytes, and a field given twice as an array of texts.
    private func journalText(_ array: Int) -> String {
        var bytes: [UInt8] = []
        tape.elements(array) { element in
            if let byte = tape.integer(element) {
                bytes.append(UInt8(truncatingIfNeeded: byte))
            } else if tape.kind(element) == .string {
                if !bytes.isEmpty { bytes.append(0x0A) }
                bytes.append(contentsOf: tape.bytes(element))
            }
            return true
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    var errorType: String? {
        guard let type = text(.errorType) else { return nil }
        return type
    }

    var hasError: Bool { has(.errorType) || has(.errorMessage) }

    var error: ErrorInfo? {
        guard hasError else { return nil }
        var stack = text(.errorStack)
        if has(.errorStack), tape.kind(place(.errorStack)) == .array {
            var frames: [String] = []
            tape.elements(place(.errorStack)) { i in
                frames.append(tape.kind(i) == .string ? tape.string(i) : tape.json(i).description)
                return true
            }
            stack = frames.joined(separator: "\n")
        }
        return ErrorInfo(type: errorType ?? "", message: text(.errorMessage) ?? "", stack: stack)
    }

    /// Everything the line says, as a tree.
    var fields: JSON? {
        if innerText != nil { return nil }
        return tape.json(JSONTape.top)
    }
}
