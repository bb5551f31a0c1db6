import EventModel

/// One record as a query reads it when columns do not suffice.
struct RecordView {
    let line: UnsafeBufferPointer<UInt8>
    /// Holds the decoded line; nil if it was no JSON object.
    let decoder: LineDecoder?
    /// The time by the columns, where the record comes from the store.
    let time: Timestamp?
    let file: String
    let number: Int
}

extension QueryNode {
    /// Whether a record matches, by its line.
    func matches(_ record: RecordView) -> Bool {
        switch self {
        case .all: true
        case .and(let nodes): nodes.allSatisfy { $0.matches(record) }
        case .or(let nodes): nodes.contains { $0.matches(record) }
        case .not(let node): !node.matches(record)
        case .text(let needle): needle.found(in: record.line) || record.foundInStrings(needle)
        case .exists(let path): record.has(path)
        case .compare(let path, let op, let values):
            record.any(path) { value in values.contains { op.compares(value, $0, path) } }
        case .match(let path, let patterns):
            record.any(path) { value in value.matches { bytes in patterns.contains { $0.found(in: bytes) } } }
        }
    }
}

/// A value found in a record.
enum FoundValue {
    case bytes(UnsafeBufferPointer<UInt8>)
    case text(String)
    case number(Double)
    case bool(Bool)
    case null
    case severity(Severity)
    case nanoseconds(Int64)
    case time(Timestamp)

    /// Runs `body` on the value as text.
    func matches(_ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        switch self {
        case .bytes(let bytes): return body(bytes)
        case .text(var text): return text.withUTF8(body)
        case .number(let n): return on(JSON.Number(n).text, body)
        case .bool(let b): return on(b ? "true" : "false", body)
        case .null: return false
        case .severity(let s): return on(s.name, body)
        case .nanoseconds(let n): return on(JSON.Number(Double(n) / 1e6).text, body)
        case .time(let t): return on(t.rfc3339(digits: 6), body)
        }
    }

    private func on(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        var text = text
        return text.withUTF8(body)
    }
}

extension QueryOperator {
    /// Compares a record's value with one of the query, as the kind of the value.
    func compares(_ found: FoundValue, _ value: QueryValue, _ path: QueryPath) -> Bool {
        switch found {
        case .severity(let s): return Severity(name: value.text).map { holds(order(s.rawValue, $0.rawValue)) } ?? false
        case .nanoseconds(let n):
            if let wanted = value.nanoseconds { return holds(order(n, wanted)) }
            return value.number.map { holds(order(Double(n) / 1e6, $0)) } ?? false
        case .time(let t): return value.time.map { holds(order(t, $0)) } ?? false
        case .bool(let b): return self == .equal && value.text == (b ? "true" : "false")
        case .null: return self == .equal && !value.quoted && value.text == "null"
        case .number(let n):
            if let number = value.number { return holds(order(n, number)) }
            // A number that is a duration is one of milliseconds, but where its name ends in another unit.
            if let wanted = value.nanoseconds { return holds(order(n * QueryOperator.unit(path.text), Double(wanted))) }
            return false
        case .bytes(let bytes): return compares(bytes, value)
        case .text(var text): return text.withUTF8 { compares($0, value) }
        }
    }

    private func compares(_ bytes: UnsafeBufferPointer<UInt8>, _ value: QueryValue) -> Bool {
        if self == .equal { return bytes.elementsEqual(value.bytes) }
        if let number = value.number {
            return bytes.count <= 32
                && Double(String(decoding: bytes, as: UTF8.self)).map { holds(order($0, number)) } ?? false
        }
        if let wanted = value.nanoseconds {
            return DurationReading.text(bytes).map { holds(order($0, wanted)) } ?? false
        }
        if let time = value.time, let other = Timestamp(rfc3339: UnsafeRawBufferPointer(bytes)) {
            return holds(order(other, time))
        }
        if bytes.elementsEqual(value.bytes) { return holds(0) }
        return holds(bytes.lexicographicallyPrecedes(value.bytes) ? -1 : 1)
    }

    private static func unit(_ path: String) -> Double {
        if path.hasSuffix("_ns") { return 1 }
        if path.hasSuffix("_us") { return 1e3 }
        if path.hasSuffix("_s") || path.hasSuffix("_seconds") { return 1e9 }
        return 1e6
    }

    @inline(__always)
    private func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a == b ? 0 : 1 }
}

extension RecordView {
    /// Text that the line spells with escapes is found in its strings.
    func foundInStrings(_ needle: TextNeedle) -> Bool {
        guard let decoder, line.contains(UInt8(ascii: "\\")) else { return false }
        let tape = decoder.tape
        let end = tape.after(JSONTape.top)
        var at = JSONTape.top + 1
        while at < end - 1 {
            switch tape.kind(at) {
            case .string:
                if needle.found(in: tape.bytes(at)) { return true }
                at += 1
            case .object, .array, .objectEnd, .arrayEnd: at += 1
            default: at = tape.after(at)
            }
        }
        return false
    }

    func has(_ path: QueryPath) -> Bool {
        var found = false
        _ = any(path) { value in
            if case .null = value { return false }
            found = true
            return true
        }
        if found { return true }
        guard let decoder, path.field == nil || path.field == .error else { return false }
        // An object is there, though it is no value to compare.
        return QueryWalk(tape: decoder.tape).any(path.parts[...], path.text, JSONTape.top) {
            decoder.tape.kind($0) != .null
        }
    }

    /// Whether `body` holds for one of the values the path leads to.
    func any(_ path: QueryPath, _ body: (FoundValue) -> Bool) -> Bool {
        guard let decoder else { return anyRaw(path, body) }
        if let field = path.field { return any(field, decoder, body) }
        let tape = decoder.tape
        return QueryWalk(tape: tape).any(path.parts[...], path.text, JSONTape.top) { i in
            switch tape.kind(i) {
            case .string: body(.bytes(tape.bytes(i)))
            case .yes: body(.bool(true))
            case .no: body(.bool(false))
            case .null: body(.null)
            case .integer, .unsigned, .double: tape.number(i).map { body(.number($0)) } ?? false
            default: false
            }
        }
    }

    /// A line that is no JSON object has its text, its time of arrival and its place.
    private func anyRaw(_ path: QueryPath, _ body: (FoundValue) -> Bool) -> Bool {
        switch path.field {
        case .message: body(.bytes(line))
        case .time: time.map { body(.time($0)) } ?? false
        case .file: file.isEmpty ? false : body(.text(file))
        case .line: number == 0 ? false : body(.number(Double(number)))
        case .metric: body(.bool(false))
        default: false
        }
    }

    private func any(_ field: QueryField, _ decoder: LineDecoder, _ body: (FoundValue) -> Bool) -> Bool {
        func text(_ field: RecordField) -> Bool {
            if let bytes = decoder.bytes(field) { return body(.bytes(bytes)) }
            return decoder.text(field).map { body(.text($0)) } ?? false
        }
        func integer(_ field: RecordField) -> Bool { decoder.integer(field).map { body(.number(Double($0))) } ?? false }
        switch field {
        case .severity: return decoder.severity.map { body(.severity($0)) } ?? false
        case .service: return text(.service)
        case .eventType: return text(.eventType)
        case .correlation: return decoder.flowField.map { text($0) } ?? false
        case .message:
            if let bytes = decoder.messageBytes { return body(.bytes(bytes)) }
            return decoder.message.map { body(.text($0)) } ?? false
        case .duration: return decoder.nanoseconds(.duration).map { body(.nanoseconds($0)) } ?? false
        case .wait: return decoder.nanoseconds(.wait).map { body(.nanoseconds($0)) } ?? false
        case .hop: return decoder.hop.map { body(.text($0.rawValue)) } ?? false
        case .resource: return text(.resource)
        case .attempt: return integer(.attempt)
        case .generation: return integer(.generation)
        case .time: return (time ?? decoder.time).map { body(.time($0)) } ?? false
        case .error: return text(.errorType) || text(.errorMessage)
        case .errorType: return text(.errorType)
        case .errorMessage: return text(.errorMessage)
        case .request: return text(.request)
        case .eventID: return text(.eventID)
        case .cause: return text(.cause)
        case .file: return file.isEmpty ? false : body(.text(file))
        case .line: return number == 0 ? false : body(.number(Double(number)))
        case .metric: return body(.bool(decoder.has(.metrics)))
        }
    }
}

/// Follows a dotted path over a tape: a name with dots in it, or object by object; through arrays by every element, or
/// by one where the path gives its number.
struct QueryWalk {
    let tape: JSONTape

    /// - Parameter whole: the rest of the path as it was written.
    func any(_ parts: ArraySlice<[UInt8]>, _ whole: String, _ i: Int, _ body: (Int) -> Bool) -> Bool {
        guard let first = parts.first else {
            if tape.kind(i) == .array {
                var found = false
                tape.elements(i) { element in
                    found = body(element)
                    return !found
                }
                return found
            }
            return body(i)
        }
        switch tape.kind(i) {
        case .object:
            if parts.count > 1, let flat = tape.member(Array(parts.joined(separator: [0x2E])), of: i) {
                if any([], "", flat, body) { return true }
            }
            guard let inner = tape.member(first, of: i) else { return false }
            return any(parts.dropFirst(), whole, inner, body)
        case .array:
            if let wanted = Int(String(decoding: first, as: UTF8.self)) {
                var n = 0
                var found = false
                tape.elements(i) { element in
                    if n == wanted { found = any(parts.dropFirst(), whole, element, body) }
                    n += 1
                    return n <= wanted
                }
                return found
            }
            var found = false
            tape.elements(i) { element in
                found = any(parts, whole, element, body)
                return !found
            }
            return found
        default: return false
        }
    }
}
