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
    private var outside = LinePrefix()
    /// A message that was a record itself, for where that record has none.
    private var carried: [UInt8]?

    private(set) var tape: JSONTape
    /// Where a line is read into that stands in a file.
    let buffer = LineBuffer()

    init(aliases: AliasTable = .process) {
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

    private func parse(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
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
    private func parse(made text: [UInt8]) -> Bool {
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
    private func parseElement(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = line.lastIndex(where: { !Self.isSpace($0) }), line[last] == UInt8(ascii: ",") else {
            return false
        }
        return parse(UnsafeBufferPointer(rebasing: line[..<last]))
    }

    /// A line of the Container Runtime Interface, as the object that Docker would have written for it.
    private func decode(_ runtime: RuntimeLine) -> Bool {
        if runtime.content.first == UInt8(ascii: "{") {
            let text = runtime.envelope(around: runtime.content)
            if parse(made: text) {
                collect(outer: 2)
                if let message = carriedRecord() { open(message) { self.parse(made: text) } }
                return true
            }
        }
        guard parse(made: runtime.envelope()) else { return false }
        collect()
        return true
    }

    /// Text in front of an object: a time, a severity, a container's name, a whole message.
    private func parseAfterPrefix(_ line: UnsafeBufferPointer<UInt8>, from first: Int) -> Bool {
        guard line[first] != UInt8(ascii: "\"") else { return false }
        for object in ObjectScan.objects(in: line, from: first, tries: 4) {
            guard parse(UnsafeBufferPointer(rebasing: line[object])) else { continue }
            outside = LinePrefix(
                UnsafeBufferPointer(rebasing: line[first..<object.lowerBound]),
                rest: UnsafeBufferPointer(rebasing: line[object.upperBound...])
            )
            return true
        }
        return false
    }

    /// The message, if it is a record of its own: what a program wrote as JSON and something else wrapped.
    private func carriedRecord() -> [UInt8]? {
        guard has(.message), reading(.message) != .template, tape.kind(place(.message)) == .string else { return nil }
        var text = tape.bytes(place(.message))
        while let first = text.first, Self.isSpace(first) { text = UnsafeBufferPointer(rebasing: text.dropFirst()) }
        while let last = text.last, Self.isSpace(last) { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
        guard text.count > 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}"),
            text[1...].first(where: { !Self.isSpace($0) }) == UInt8(ascii: "\"")
        else { return nil }
        return Array(text)
    }

    /// Makes one record of what is outside and what the message says, as far as three envelopes deep. What is outside
    /// counts first, but where its name is only a guess.
    ///
    /// - Parameter again: parses what was parsed last, for a message that turns out to be no record.
    private func open(_ message: [UInt8], again: @escaping () -> Bool) {
        var (message, again) = (message, again)
        for _ in 0..<3 {
            var merged: [UInt8] = [UInt8(ascii: "{")]
            var outer = 0
            tape.members(JSONTape.top) { name, value in
                guard value != place(.message) else { return true }
                JSON.write(String(decoding: name, as: UTF8.self), to: &merged)
                merged.append(UInt8(ascii: ":"))
                tape.json(value).write(to: &merged)
                merged.append(UInt8(ascii: ","))
                outer += 1
                return true
            }
            merged += message.dropFirst()
            guard parse(made: merged) else {
                if again() { collect() }
                return
            }
            carried = message
            collect(outer: outer)
            guard let next = carriedRecord() else { return }
            message = next
            again = { self.parse(made: merged) }
        }
    }

    private func parseAgain(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = line.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        if line[first] == UInt8(ascii: "{") { return parse(line) || parseElement(line) }
        return parseAfterPrefix(line, from: first)
    }

    /// Finds the fields.
    ///
    /// - Parameter outer: so many members come from an envelope; what they say stands, whatever follows.
    private func collect(outer: Int? = nil) {
        places.update(repeating: 0, count: Self.fieldCount)
        ranks.update(repeating: .max, count: Self.fieldCount)
        messageObject = 0
        if let outer {
            collectMerged(outer)
        } else {
            collect(JSONTape.top, table: 0, tape)
        }
        settle()
    }

    private func collectMerged(_ outer: Int) {
        var seen = 0
        tape.members(JSONTape.top) { name, value in
            if seen == outer { keepOuter() }
            seen += 1
            member(name, value, table: 0, tape)
            return true
        }
    }

    private func keepOuter() {
        for field in RecordField.allCases {
            switch field {
            case .message:
                places[field.rawValue] = 0
                ranks[field.rawValue] = .max
            case .eventID, .cause, .hop, .resource, .several: break
            default:
                if places[field.rawValue] != 0, ranks[field.rawValue] < AliasTable.weakRank {
                    ranks[field.rawValue] = -1
                }
            }
        }
        messageObject = 0
    }

    /// Forgets what means something only beside what is not there.
    private func settle() {
        // So short a name says nothing unless the time is written as MongoDB does.
        if !isRead(.time, as: .mongoDB) {
            for field in [RecordField.service, .correlation] where isRead(field, as: .mongoDB) {
                places[field.rawValue] = 0
            }
        }
        if !has(.envelope) {
            for field in [RecordField.service, .resource, .eventID] where isRead(field, as: .envelope) {
                places[field.rawValue] = 0
            }
        }
    }

    private func collect(_ object: Int, table: Int, _ tape: JSONTape) {
        tape.members(object) { name, value in
            member(name, value, table: table, tape)
            return true
        }
    }

    @inline(__always)
    private func member(_ name: UnsafeBufferPointer<UInt8>, _ value: Int, table: Int, _ tape: JSONTape) {
        guard let meaning = aliases.lookup(name, in: table) else { return }
        let kind = tape.kind(value)
        for use in meaning.pointee.uses { note(use, value, kind, tape) }
        let inner = meaning.pointee.inner
        if inner != 0 {
            if kind == .object { collect(value, table: inner, tape) }
            if kind == .array, let first = tape.firstObject(value) { collectArray(value, first, table: inner, tape) }
        }
    }

    /// The first object of an array; of a list of attributes (`{"key","value"}`), all.
    private func collectArray(_ array: Int, _ first: Int, table: Int, _ tape: JSONTape) {
        guard tape.member("key".utf8, of: first) != nil, tape.member("value".utf8, of: first) != nil else {
            return collect(first, table: table, tape)
        }
        var left = 256
        tape.elements(array) { element in
            left -= 1
            guard let key = tape.member("key".utf8, of: element), tape.kind(key) == .string,
                var value = tape.member("value".utf8, of: element)
            else { return left > 0 }
            if tape.kind(value) == .object { value = tape.firstValue(value) ?? value }
            member(tape.bytes(key), value, table: table, tape)
            return left > 0
        }
    }

    @inline(__always)
    private func note(_ use: AliasTable.Use, _ value: Int, _ kind: JSONTape.Kind, _ tape: JSONTape) {
        let field = use.field
        guard use.rank <= ranks[field.rawValue] else { return }
        var value = value
        switch kind {
        case .null: return
        case .object:
            switch field {
            case .metrics, .envelope: break
            case .time where use.reading != .text && TimeReading.value(tape, value, use.reading) != nil: break
            case .message:
                if messageObject == 0, use.reading == .plain, use.rank < AliasTable.weakRank { messageObject = value }
                return
            default: return
            }
        case .array:
            if field.isID {
                // Headers are lists of values in some languages.
                let only = value + 1
                guard tape.kind(only) == .string, !FlowKey.isPlaceholder(tape.bytes(only)) else { return }
                value = only
            } else {
                guard field == .errorStack || field == .several || use.reading == .journal else { return }
            }
        case .string:
            let bytes = tape.bytes(value)
            if bytes.isEmpty, field != .message { return }
            if field.isID {
                guard !FlowKey.isPlaceholder(bytes) else { return }
                if use.reading != .plain, TraceHeader.id(field, bytes, use.reading) == nil { return }
            }
            if use.reading == .word, SeverityReading.plainWord(bytes) == nil { return }
            if field == .several { return }
        default:
            if use.reading == .text || use.reading == .word || field == .several { return }
            if field.isID, kind != .yes && kind != .no ? tape.integer(value) == 0 : true { return }
        }
        places[field.rawValue] = value
        ranks[field.rawValue] = use.rank
        readings[field.rawValue] = use.reading
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
    private func isRead(_ field: RecordField, as reading: FieldReading) -> Bool {
        has(field) && self.reading(field) == reading
    }

    // MARK: - The record's fields

    var time: Timestamp? {
        guard has(.time) else { return outside.time }
        return TimeReading.value(tape, place(.time), reading(.time)) ?? outside.time
    }

    var severity: Severity? {
        guard has(.severity) else { return isRead(.time, as: .clef) ? .info : outside.severity }
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
        return reading(field) == .plain ? bytes : TraceHeader.id(field, bytes, reading(field))
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
    @inline(__always)
    var flowField: RecordField? {
        has(.correlation) ? .correlation : has(.trace) ? .trace : isRead(.request, as: .flow) ? .request : nil
    }

    /// Which ids the line has, as they are compared (``FlowKey``): of any name, headers taken apart, placeholders left out.
    var flowKeys: FlowKeys {
        FlowKeys(correlation: flowKey(.correlation), trace: flowKey(.trace), request: flowKey(.request))
    }

    @inline(__always)
    private func flowKey(_ field: RecordField) -> UInt64 {
        guard has(field) else { return 0 }
        if let bytes = bytes(field) { return FlowKey.hash(bytes) }
        return text(field).map { FlowKey.hash($0) } ?? 0
    }

    var correlationID: String? { flowField.flatMap { text($0) } }

    var message: String? {
        if isRead(.message, as: .template), let bytes = bytes(.message) { return MessageTemplate.fill(bytes, tape) }
        if isRead(.message, as: .journal), tape.kind(place(.message)) == .array { return journalText(place(.message)) }
        if has(.envelopeLog), place(.envelopeLog) == place(.message), let text = bytes(.message) {
            // A container runtime keeps the newline.
            return String(
                decoding: text.last == 0x0A ? UnsafeBufferPointer(rebasing: text.dropLast()) : text,
                as: UTF8.self
            )
        }
        if let text = text(.message) { return text }
        if messageObject != 0 { return tape.json(messageObject).description }
        return (carried ?? outside.text).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The message where it is one string of the line, as most are; nil where it is put together, or no string.
    var messageBytes: UnsafeBufferPointer<UInt8>? {
        isRead(.message, as: .template) || has(.envelopeLog) ? nil : bytes(.message)
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
        tape.json(JSONTape.top)
    }
}
