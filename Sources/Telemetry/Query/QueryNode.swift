import EventModel

/// A query as a tree. Depth is bounded by the parser.
indirect enum QueryNode: Sendable {
    case all
    case and([QueryNode])
    case or([QueryNode])
    case not(QueryNode)
    case exists(QueryPath)
    case compare(QueryPath, QueryOperator, [QueryValue])
    case match(QueryPath, [Pattern])
    /// Text anywhere in the record, whatever its case.
    case text(TextNeedle)
}

enum QueryOperator: String, Sendable {
    case equal = "="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether an order of left to right satisfies it.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

/// What a comparison reads: a field by name, or a dotted path into the line.
struct QueryPath: Sendable {
    var text: String
    var field: QueryField?
    var parts: [[UInt8]]

    init(_ text: String) {
        self.text = text
        field = QueryField(name: text)
        parts = text.split(separator: ".").map { Array($0.utf8) }
    }
}

/// What is compared with, read in every way its spelling allows.
struct QueryValue: Sendable {
    var text: String
    /// Interned lookups compare bytes.
    var bytes: [UInt8]
    /// A name's number cannot be known when the query is compiled, its hash can.
    var hash: UInt64
    /// A number; of a size (`10kb`) in bytes.
    var number: Double?
    /// A duration with its unit, in nanoseconds.
    var nanoseconds: Int64?
    var time: Timestamp?
    var severity: Severity?
    var quoted: Bool

    init(_ text: String, quoted: Bool, now: Timestamp) {
        self.text = text
        self.quoted = quoted
        bytes = Array(text.utf8)
        hash = ByteHash.of(text)
        time = QueryValue.time(text, now: now)
        guard !quoted else { return }
        number = Double(text).flatMap { $0.isFinite ? $0 : nil } ?? QueryValue.size(text)
        nanoseconds = DurationReading.text(bytes)
        severity = Severity(name: text)
    }

    /// RFC 3339, a date alone (midnight UTC), `now`, or a duration back from now (`-15m`).
    private static func time(_ text: String, now: Timestamp) -> Timestamp? {
        if text == "now" { return now }
        if text.first == "-", let back = DurationReading.text(Array(text.utf8.dropFirst())) {
            return now - .nanoseconds(back)
        }
        if text.utf8.count == 10 { return Timestamp(rfc3339: text + "T00:00:00Z") }
        return Timestamp(rfc3339: text)
    }

    private static func size(_ text: String) -> Double? {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let value = Double(digits) else { return nil }
        switch text[digits.endIndex...].lowercased() {
        case "b": return value
        case "k", "kb": return value * 1e3
        case "mb": return value * 1e6
        case "gb": return value * 1e9
        case "kib": return value * 1024
        case "mib": return value * 1_048_576
        case "gib": return value * 1_073_741_824
        default: return nil
        }
    }
}

/// Text to find in any case: ASCII letters fold while searching, other letters by two spellings made beforehand.
struct TextNeedle: Sendable {
    let lower: [UInt8]
    let upper: [UInt8]

    init(_ text: String) {
        let small = Array(text.lowercased().utf8)
        let large = Array(text.uppercased().utf8)
        lower = small
        // A letter whose cases differ in length (ß) is searched for as it folds down.
        upper = large.count == small.count ? large : small
    }

    func found(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let a = lower.first, let b = upper.first else { return true }
        guard bytes.count >= lower.count else { return false }
        var i = 0
        while i <= bytes.count - lower.count {
            if bytes[i] == a || bytes[i] == b {
                var n = 1
                while n < lower.count, bytes[i + n] == lower[n] || bytes[i + n] == upper[n] { n += 1 }
                if n == lower.count { return true }
            }
            i += 1
        }
        return false
    }
}
